"""Codes on their way to clients."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authority.authorization_codes import (
    LIFETIME,
    AuthorizationCodes,
    CodeState,
    SignedIn,
    new_family,
)
from nameplate.core.secret_value import SecretValue
from tests.fakes.clock import FakeClock

ANN = SignedIn(
    object_id="ann",
    client_id="client",
    tenant_id="tenant",
    redirect_uri="http://localhost",
    scope="openid",
    confidential=False,
    method="pwd",
)


@given(st.lists(st.integers(0, LIFETIME), max_size=6))
@settings(max_examples=40)
def test_a_code_is_good_once_within_its_time(waits: list[int]) -> None:
    clock = FakeClock()
    codes = AuthorizationCodes(clock)
    code = codes.issue(ANN)
    waited, used = 0, False
    for wait in waits:
        clock.advance(wait)
        waited += wait
        state, found = codes.redeem(code)
        assert found == ANN
        if waited >= LIFETIME:
            assert state is CodeState.EXPIRED
        else:
            assert state is (CodeState.USED if used else CodeState.LIVE)
            used = True


def test_looking_uses_nothing_up_and_no_text_is_kept() -> None:
    codes = AuthorizationCodes(FakeClock())
    code = codes.issue(ANN)
    assert codes.peek(code) == ANN
    assert codes.peek(SecretValue("guess")) is None
    assert codes.redeem(SecretValue("\udc80")) == (CodeState.UNKNOWN, None)
    assert codes.redeem(code) == (CodeState.LIVE, ANN)
    assert code.reveal() not in str(codes._kept)


def test_memory_is_bounded_and_the_oldest_goes() -> None:
    codes = AuthorizationCodes(FakeClock(), limit=2)
    first, second, third = (codes.issue(ANN) for _ in range(3))
    assert codes.redeem(first)[0] is CodeState.UNKNOWN
    assert codes.redeem(second)[0] is codes.redeem(third)[0] is CodeState.LIVE


def test_sign_ins_have_families_of_their_own() -> None:
    assert new_family() != new_family()
