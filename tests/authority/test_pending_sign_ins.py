"""Sign-ins that have begun."""

from dataclasses import replace

from nameplate.authority.authorize_request import ResponseMode
from nameplate.authority.clients import Client
from nameplate.authority.pending_sign_ins import (
    LIFETIME,
    PendingSignIn,
    PendingSignIns,
    new_browser,
)
from tests.fakes.clock import FakeClock

PENDING = PendingSignIn(
    client=Client("app", "shop", (), (), fallback_public=True),
    redirect_uri="http://localhost",
    confidential=False,
    scope="openid",
    mode=ResponseMode.QUERY,
    state=None,
    nonce=None,
    challenge="",
    login_hint="",
)


def test_only_its_browser_finds_it_until_it_ends() -> None:
    clock = FakeClock()
    pending = PendingSignIns(clock)
    browser, other = new_browser(), new_browser()
    name = pending.begin(browser, PENDING)
    assert pending.find(name, browser) == PENDING
    assert pending.find(name, other) is None
    assert pending.find("guess", browser) is None

    changed = replace(PENDING, login_hint="ann")
    pending.replace(name, changed)
    pending.replace("guess", changed)
    assert pending.find(name, browser) == changed
    pending.end(name)
    pending.end(name)
    assert pending.find(name, browser) is None

    late = pending.begin(browser, PENDING)
    clock.advance(LIFETIME)
    assert pending.find(late, browser) is None


def test_memory_is_bounded() -> None:
    pending = PendingSignIns(FakeClock(), limit=2)
    browser = new_browser()
    names = [pending.begin(browser, PENDING) for _ in range(3)]
    assert [pending.find(name, browser) for name in names] == [None, PENDING, PENDING]
