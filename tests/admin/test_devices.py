"""Device codes are approved or declined once, by the operator."""

from nameplate.admin.devices import DevicesApi
from nameplate.authority.device_codes import DeviceCodes
from tests.admin.desk import Desk
from tests.fakes.clock import FakeClock

CLIENT = "00000000-0000-0000-0000-000000000001"


async def test_a_waiting_code_is_approved_and_another_declined() -> None:
    codes = DeviceCodes(FakeClock())
    desk = Desk(*DevicesApi(codes).routes())
    first, second = (codes.begin(CLIENT, "https://vault.example/.default") for _ in range(2))
    assert (await desk.send("POST", f"/devices/{first.user_code}/approve")).status == 204
    assert (await desk.send("POST", f"/devices/{second.user_code}/decline")).status == 204
    assert (await desk.send("POST", "/devices/NOSUCH/approve")).status == 404
