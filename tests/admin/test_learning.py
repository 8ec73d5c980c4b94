"""Learning sessions and suggestions over HTTP."""

from nameplate.admin.learning import LearningApi
from nameplate.audit.event import Event, EventKind
from nameplate.audit.trail import Trail
from nameplate.authorization.decision import Denied
from nameplate.authorization.learning import Learning, NeededAction
from nameplate.authorization.permissions import Kind, permission
from tests.admin.desk import Desk, read
from tests.fakes.audit_records import FakeAuditRecords
from tests.fakes.clock import FakeClock
from tests.fakes.units import FakeUnits

VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.learning = Learning(self.clock)
        self.trail = Trail(FakeAuditRecords(), self.clock, FakeUnits())
        self.desk = Desk(*LearningApi(self.learning, self.trail).routes())

    def use(self, name: str) -> bool:
        need = permission(Kind.SECRETS, name)
        return bool(self.learning.observe("app", need, VAULT, Denied("no policy", need)))

    async def start(self, **body: object) -> str:
        started = await self.desk.send("POST", "/learning", {"objectId": "APP", **body})
        assert started.status == 201
        return str(read(started)["learningId"])


async def test_what_was_needed_comes_back_by_vault() -> None:
    world = World()
    lesson = await world.start()
    assert world.use("set")
    assert world.use("get")
    learnt = read(await world.desk.send("DELETE", f"/learning/{lesson}"))
    needed = [{"vaultId": VAULT, "kind": "secrets", "names": ["get", "set"]}]
    assert learnt == {"needed": needed, "roles": [], "complete": True}
    assert not world.use("get")


async def test_roles_that_were_needed_come_by_scope() -> None:
    world = World()
    lesson = await world.start()
    action = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
    for secret in ("a", "b"):
        needed = NeededAction(f"{VAULT}/secrets/{secret}", action, data=True)
        assert world.learning.observe_action("app", needed, Denied("no role", action))

    learnt = read(await world.desk.send("DELETE", f"/learning/{lesson}"))

    (row,) = learnt["roles"]
    assert (row["scope"], row["actions"], row["dataActions"]) == (VAULT, [], [action])
    assert [each["name"] for each in row["roles"]] == ["Key Vault Secrets User"]
    assert learnt["needed"] == []


async def test_learning_ends_with_its_lease_unless_renewed() -> None:
    world = World()
    lesson = await world.start(lease=10)
    world.clock.advance(8)
    assert (await world.desk.send("PUT", f"/learning/{lesson}", {"lease": 10})).status == 204
    world.clock.advance(8)
    assert world.use("get")
    world.clock.advance(8)
    assert not world.use("get")
    assert (await world.desk.send("PUT", f"/learning/{lesson}", {"lease": 10})).status == 404
    assert read(await world.desk.send("DELETE", f"/learning/{lesson}"))["complete"] is False


async def test_a_learning_that_is_not_there_is_not_one_that_needed_nothing() -> None:
    answer = await World().desk.send("DELETE", "/learning/other")
    assert (answer.status, read(answer)["error"]["code"]) == (404, "LearningNotFound")


async def test_suggestions_are_read_from_the_trail() -> None:
    world = World()
    for name, outcome in (("secrets/get", "allowed"), ("secrets/purge", "denied")):
        await world.trail.record(
            Event(
                kind=EventKind.DECISION,
                action=name,
                outcome="allowed" if outcome == "allowed" else "denied",
                resource=VAULT,
                object_id="app",
            )
        )
    found = read(await world.desk.send("GET", "/audit/suggestions?objectId=app"))
    assert [row["names"] for row in found["used"]] == [["get"]]
    assert [row["names"] for row in found["refused"]] == [["purge"]]


async def test_bad_input_is_named() -> None:
    world = World()
    missing = await world.desk.send("GET", "/audit/suggestions")
    assert "objectId" in read(missing)["error"]["message"]
    lease = await world.desk.send("POST", "/learning", {"objectId": "app", "lease": 0})
    assert lease.status == 400
