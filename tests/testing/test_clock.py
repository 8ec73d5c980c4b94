"""The platform's clock."""

from nameplate.core.clock import MovableClock
from nameplate.testing.clock import TestClock
from nameplate.testing.platform import Platform
from tests.fakes.clock import FakeClock
from tests.testing import asking


def test_it_is_moved_and_put_back() -> None:
    base = FakeClock(1_000)
    clock = TestClock(MovableClock(base))

    clock.advance(days=1, hours=1, minutes=1, seconds=1)
    clock.advance(seconds=9)

    assert clock.ahead == 86_400 + 3_600 + 60 + 10
    assert clock.now() == 1_000 + clock.ahead
    clock.reset()
    assert clock.now() == 1_000


def test_a_token_ends_for_the_platform(platform: Platform) -> None:
    """The certificates are still good for its clients, whose time is another."""
    vault = platform.vault("contoso")
    vault.secret("one", "1")
    with platform.webapp("web1").allow(vault=vault, secrets=["get"]).activated():
        bearer = asking.token()
        platform.clock.advance(hours=25)
        status, document = asking.secret(vault, "one", bearer)
        assert status == 401
        assert "expired" in document["error"]["message"]
        assert asking.secret(vault, "one", asking.token())[0] == 200
