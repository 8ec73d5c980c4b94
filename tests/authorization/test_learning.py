"""Learning: what it lifts, what it notes, and that it ends."""

import pytest

from nameplate.authorization.decision import Allowed, Denied
from nameplate.authorization.learning import LEASE, Learning, Needed
from nameplate.authorization.permissions import Kind, permission
from tests.fakes.clock import FakeClock

WHO = "33333333-3333-3333-3333-333333333333"
GET = permission(Kind.SECRETS, "get")
LIST = permission(Kind.SECRETS, "list")
DENIED = Denied("has no policy", GET)
ALLOWED = Allowed("policy", "policy")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def learning(clock: FakeClock) -> Learning:
    return Learning(clock)


def test_without_learning_a_decision_stands(learning: Learning) -> None:
    assert learning.observe(WHO, GET, "v", DENIED) is DENIED
    assert not learning.active(WHO)


def test_each_use_is_needed_once_and_in_order(learning: Learning) -> None:
    learning.start(WHO)
    for vault in ("v2", "v1", "v2"):
        learning.observe(WHO, LIST, vault, ALLOWED)
        learning.observe(WHO, GET, vault, DENIED)

    assert learning.stop(WHO) == (
        Needed("v1", "secrets", "get"),
        Needed("v1", "secrets", "list"),
        Needed("v2", "secrets", "get"),
        Needed("v2", "secrets", "list"),
    )


def test_what_no_permission_would_allow_stays_refused(learning: Learning) -> None:
    learning.start(WHO)
    never = Denied("a role is needed", "action", grantable=False)

    assert learning.observe(WHO, GET, "v", never) is never
    assert learning.stop(WHO) == ()


def test_learning_ends_by_itself(learning: Learning, clock: FakeClock) -> None:
    learning.start(WHO)
    clock.advance(LEASE)

    assert not learning.active(WHO)
    assert learning.observe(WHO, GET, "v", DENIED) is DENIED


def test_renewing_keeps_what_was_needed(learning: Learning, clock: FakeClock) -> None:
    learning.start(WHO.upper(), lease=60)
    learning.observe(WHO, GET, "v", DENIED)
    clock.advance(50)
    learning.renew(WHO, lease=60)
    clock.advance(50)

    assert learning.active(WHO)
    assert learning.stop(WHO) == (Needed("v", "secrets", "get"),)


def test_starting_again_forgets_the_run_before(learning: Learning) -> None:
    learning.start(WHO)
    learning.observe(WHO, GET, "v", DENIED)
    learning.start(WHO)

    assert learning.stop(WHO) == ()
    assert learning.stop(WHO) == ()
