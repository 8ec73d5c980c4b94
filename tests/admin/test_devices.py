"""Device codes are approved or declined once, by the operator."""

import orjson

from nameplate.admin.devices import DevicesApi
from nameplate.authority.device_codes import DeviceCodes
from tests.admin.desk import Desk
from tests.fakes.clock import FakeClock

CLIENT = "00000000-0000-0000-0000-000000000001"


async def test_what_a_code_is_for_can_be_read_while_it_waits() -> None:
    codes = DeviceCodes(FakeClock(1_500_000_000.0))
    desk = Desk(*DevicesApi(codes).routes())
    code = codes.begin(CLIENT, "https://vault.example/.default").user_code
    shown = await desk.send("GET", f"/devices/{code[:4]}-{code[4:].lower()}")
    assert orjson.loads(shown.body) == {
        "userCode": code,
        "clientId": CLIENT,
        "scope": "https://vault.example/.default",
        "expires": "2017-07-14T02:55:00Z",
    }
    codes.decline(code)
    assert (await desk.send("GET", f"/devices/{code}")).status == 404


async def test_a_waiting_code_is_approved_and_another_declined() -> None:
    codes = DeviceCodes(FakeClock())
    desk = Desk(*DevicesApi(codes).routes())
    first, second = (codes.begin(CLIENT, "https://vault.example/.default") for _ in range(2))
    assert (await desk.send("POST", f"/devices/{first.user_code}/approve")).status == 204
    assert (await desk.send("POST", f"/devices/{second.user_code}/decline")).status == 204
    assert (await desk.send("POST", "/devices/NOSUCH/approve")).status == 404
