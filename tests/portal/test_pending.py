"""Sign-ins that were begun: each is taken once, by the browser that began it, in time."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from nameplate.portal.pending import LIFETIME, PendingSignIns
from tests.fakes.clock import FakeClock


def test_taken_once() -> None:
    sign_ins = PendingSignIns(FakeClock())
    begun, cookie = sign_ins.begin("/apps")
    assert sign_ins.take(cookie, begun.state) is begun
    assert sign_ins.take(cookie, begun.state) is None


def test_by_another_browser_or_with_another_state() -> None:
    sign_ins = PendingSignIns(FakeClock())
    begun, cookie = sign_ins.begin("/apps")
    assert sign_ins.take("other", begun.state) is None
    assert sign_ins.take(None, begun.state) is None
    assert sign_ins.take(cookie, "other") is None
    assert sign_ins.take(cookie, begun.state) is None, "a wrong state uses it up"


def test_too_late() -> None:
    clock = FakeClock()
    sign_ins = PendingSignIns(clock)
    begun, cookie = sign_ins.begin("/apps")
    clock.advance(LIFETIME)
    assert sign_ins.take(cookie, begun.state) is None


def test_the_oldest_goes_when_there_are_many() -> None:
    sign_ins = PendingSignIns(FakeClock(), limit=2)
    begun = [sign_ins.begin(f"/{number}") for number in range(3)]
    taken = [sign_ins.take(cookie, each.state) for each, cookie in begun]
    assert [each is not None for each in taken] == [False, True, True]


def test_the_challenge_is_of_the_verifier_and_nothing_repeats() -> None:
    sign_ins = PendingSignIns(FakeClock())
    (one, _), (other, _) = sign_ins.begin("/"), sign_ins.begin("/")
    digest = sha256(one.verifier.reveal().encode()).digest()
    assert one.challenge == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert (
        len({one.state, other.state, one.nonce, other.nonce, one.challenge, other.challenge}) == 6
    )
