"""Codes that are waited for."""

import pytest

from nameplate.authority.device_codes import LIFETIME, DeviceCodes, DeviceCodeState
from nameplate.core.secret_value import SecretValue
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_a_code_is_pending_until_somebody_decides(clock: FakeClock) -> None:
    codes = DeviceCodes(clock)
    begun = codes.begin("APP", "scope")
    assert codes.redeem(begun.device_code, "app")[0] is DeviceCodeState.PENDING
    assert codes.approve(f" {begun.user_code[:4]}-{begun.user_code[4:].lower()}", "user")
    state, code = codes.redeem(begun.device_code, "app")
    assert state is DeviceCodeState.APPROVED
    assert code is not None
    assert (code.object_id, code.scope) == ("user", "scope")


def test_what_is_decided_is_told_once(clock: FakeClock) -> None:
    codes = DeviceCodes(clock)
    begun = codes.begin("app", "scope")
    assert codes.decline(begun.user_code)
    assert not codes.approve(begun.user_code, "user")
    assert codes.redeem(begun.device_code, "app")[0] is DeviceCodeState.DECLINED
    assert codes.redeem(begun.device_code, "app")[0] is DeviceCodeState.UNKNOWN


def test_a_code_belongs_to_its_client(clock: FakeClock) -> None:
    codes = DeviceCodes(clock)
    begun = codes.begin("app", "scope")
    codes.approve(begun.user_code, "user")
    assert codes.redeem(begun.device_code, "other")[0] is DeviceCodeState.UNKNOWN
    assert codes.redeem(SecretValue(begun.user_code), "app")[0] is DeviceCodeState.UNKNOWN
    assert codes.redeem(begun.device_code, "app")[0] is DeviceCodeState.APPROVED


def test_a_code_is_over_after_a_quarter_of_an_hour(clock: FakeClock) -> None:
    codes = DeviceCodes(clock)
    begun, late = codes.begin("app", "scope"), codes.begin("app", "scope")
    codes.approve(late.user_code, "user")
    clock.advance(LIFETIME)
    assert not codes.approve(begun.user_code, "user")
    assert codes.redeem(begun.device_code, "app")[0] is DeviceCodeState.EXPIRED
    assert codes.redeem(late.device_code, "app")[0] is DeviceCodeState.EXPIRED


def test_the_oldest_goes_when_there_are_too_many(clock: FakeClock) -> None:
    codes = DeviceCodes(clock, limit=2)
    first, second, _ = (codes.begin("app", "scope") for _ in range(3))
    assert codes.redeem(first.device_code, "app")[0] is DeviceCodeState.UNKNOWN
    assert codes.redeem(second.device_code, "app")[0] is DeviceCodeState.PENDING


def test_codes_are_not_shown(clock: FakeClock) -> None:
    begun = DeviceCodes(clock).begin("app", "scope")
    assert begun.device_code.reveal() not in repr(begun)
    assert len(begun.user_code) == 9
    assert not set(begun.user_code) & set("AEIOU01")
