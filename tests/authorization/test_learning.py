"""Learning: what it lifts, what it notes, and that it ends."""

import pytest

from nameplate.authorization.decision import Allowed, Denied
from nameplate.authorization.learning import LEASE, Learning, Learnt, Needed
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
    lesson = learning.start(WHO)
    for vault in ("v2", "v1", "v2"):
        learning.observe(WHO, LIST, vault, ALLOWED)
        learning.observe(WHO, GET, vault, DENIED)

    assert learning.stop(lesson) == Learnt(
        (
            Needed("v1", "secrets", "get"),
            Needed("v1", "secrets", "list"),
            Needed("v2", "secrets", "get"),
            Needed("v2", "secrets", "list"),
        ),
        complete=True,
    )


def test_what_no_permission_would_allow_stays_refused(learning: Learning) -> None:
    lesson = learning.start(WHO)
    never = Denied("a role is needed", "action", grantable=False)

    assert learning.observe(WHO, GET, "v", never) is never
    assert learning.stop(lesson) == Learnt((), complete=True)


def test_learning_ends_by_itself_and_says_so(learning: Learning, clock: FakeClock) -> None:
    lesson = learning.start(WHO)
    learning.observe(WHO, GET, "v", DENIED)
    clock.advance(LEASE)

    assert not learning.active(WHO)
    assert learning.observe(WHO, LIST, "v", DENIED) is DENIED
    assert not learning.renew(lesson)
    assert learning.stop(lesson) == Learnt((Needed("v", "secrets", "get"),), complete=False)


def test_renewing_keeps_what_was_needed(learning: Learning, clock: FakeClock) -> None:
    lesson = learning.start(WHO.upper(), lease=60)
    learning.observe(WHO, GET, "v", DENIED)
    clock.advance(50)
    assert learning.renew(lesson, lease=60)
    clock.advance(50)

    assert learning.active(WHO)
    assert learning.stop(lesson) == Learnt((Needed("v", "secrets", "get"),), complete=True)


def test_two_runs_of_one_principal_do_not_end_each_other(learning: Learning) -> None:
    first = learning.start(WHO)
    learning.observe(WHO, GET, "v", DENIED)
    second = learning.start(WHO)
    learning.observe(WHO, LIST, "v", DENIED)

    got, listed = Needed("v", "secrets", "get"), Needed("v", "secrets", "list")
    assert learning.stop(first) == Learnt((got, listed), complete=True)
    assert learning.observe(WHO, LIST, "v", DENIED)
    assert learning.stop(second) == Learnt((listed,), complete=True)
    assert learning.observe(WHO, LIST, "v", DENIED) is DENIED
    assert learning.stop(second) is None


def test_lessons_of_killed_runs_are_forgotten_in_time(learning: Learning, clock: FakeClock) -> None:
    killed = learning.start(WHO, lease=60)
    clock.advance(2 * LEASE)
    learning.start(WHO)

    assert learning.stop(killed) is None
