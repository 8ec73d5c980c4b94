"""The trail over HTTP: pages, filters, the chain's verification."""

from nameplate.admin.trail import TrailApi
from nameplate.audit.event import Event, EventKind
from nameplate.audit.trail import Trail
from tests.admin.desk import Desk, read
from tests.fakes.audit_records import FakeAuditRecords
from tests.fakes.clock import FakeClock
from tests.fakes.units import FakeUnits


async def desk_with_events(count: int) -> Desk:
    trail = Trail(FakeAuditRecords(), FakeClock(), FakeUnits())
    for number in range(count):
        kind = EventKind.TOKEN if number % 2 else EventKind.CHANGE
        await trail.record(
            Event(kind=kind, action="a", outcome="allowed", resource=f"r{number}", object_id="app")
        )
    return Desk(*TrailApi(trail).routes())


async def test_pages_follow_one_another() -> None:
    desk = await desk_with_events(5)
    first = read(await desk.send("GET", "/audit?limit=3"))
    second = read(await desk.send("GET", f"/audit?after={first['last']}&limit=3"))
    resources = [event["resource"] for event in first["value"] + second["value"]]
    assert resources == ["r0", "r1", "r2", "r3", "r4"]
    empty = read(await desk.send("GET", f"/audit?after={second['last']}"))
    assert empty == {"value": [], "last": second["last"]}
    assert read(await desk.send("GET", "/audit/last"))["last"] == second["last"]


async def test_filters() -> None:
    desk = await desk_with_events(5)
    tokens = read(await desk.send("GET", "/audit?kind=token"))
    assert {event["kind"] for event in tokens["value"]} == {"token"}
    unknown = await desk.send("GET", "/audit?kind=nothing")
    assert unknown.status == 400
    assert "change" in read(unknown)["error"]["message"]


async def test_the_chain_is_verified() -> None:
    desk = await desk_with_events(4)
    found = read(await desk.send("POST", "/audit/verify"))
    assert found == {"verified": 4, "last": 4, "intact": True, "brokenAt": None}
