"""Bindings: a secret for an app that is there, renewed and ended."""

from collections.abc import Mapping

from nameplate.admin.bindings import App, Bindings, ConnectionString, LiteralReference
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.hashing import KeyedHash
from nameplate.crypto.master_key import MasterKey
from nameplate.directory.directory import Directory
from nameplate.directory.records import WorkloadBinding
from tests.admin.desk import Desk, read
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.units import FakeUnits

SITE = "/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/web1"
ENDPOINT = "http://127.0.0.1:8141/msi/token/"


APP = App(
    *(SITE, "web1", "westeurope", "principal-1", "SystemAssigned", {"LEVEL": "debug"}),
    connection_strings={"db": ConnectionString("Server=x", "SQLAzure")},
    unresolved=[LiteralReference("KEY", "VaultNotFound", "there is no vault 'contoso'")],
)


class FakeApps:
    async def find(self, key: str, *, request_id: str) -> App | None:
        assert request_id
        return APP if key == SITE.lower() else None


class FakeSources:
    async def variables(
        self, source: str, binding: WorkloadBinding, secret: SecretValue
    ) -> Mapping[str, str]:
        if source != "cloud-shell":
            raise BadRequest("InvalidRequest", "The field 'source' must be cloud-shell.")
        return {"MSI_ENDPOINT": f"{binding.binding_id}/{secret.reveal()}"}


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.units = FakeUnits()
        hashing = KeyedHash(MasterKey.generate(), "directory")
        self.records = FakeDirectoryRecords()
        self.directory = Directory(self.records, hashing, self.clock, self.units.epoch)
        bindings = Bindings(
            self.directory,
            FakeApps(),
            self.units,
            self.clock,
            FakeSources(),
            token_endpoint=ENDPOINT,
        )
        self.desk = Desk(*bindings.routes())


async def test_a_binding_lives_as_long_as_its_lease() -> None:
    world = World()
    answer = await world.desk.send("POST", "/bindings", {"resourceId": SITE, "lease": 30})
    made = read(answer)
    assert answer.status == 201
    assert made["tokenEndpoint"] == ENDPOINT
    found = await world.directory.binding_of(made["secret"])
    assert found is not None
    assert found.resource_id == SITE
    world.clock.advance(20)
    renewed = await world.desk.send("PUT", f"/bindings/{made['bindingId']}", {"lease": 30})
    assert renewed.status == 200
    world.clock.advance(20)
    assert await world.directory.binding_of(made["secret"]) is not None
    world.clock.advance(20)
    assert await world.directory.binding_of(made["secret"]) is None


async def test_a_binding_tells_all_that_a_process_needs() -> None:
    made = read(await World().desk.send("POST", "/bindings", {"resourceId": SITE.upper()}))
    assert made["app"] == {
        "id": SITE,
        "name": "web1",
        "location": "westeurope",
        "identity": {"type": "SystemAssigned", "principalId": "principal-1"},
        "settings": {"LEVEL": "debug"},
        "connectionStrings": {"db": {"value": "Server=x", "type": "SQLAzure"}},
        "unresolved": [
            {
                "name": "KEY",
                "status": "VaultNotFound",
                "details": "there is no vault 'contoso'",
            }
        ],
    }
    assert "Server=x" not in repr(APP)


async def test_an_ended_binding_is_gone() -> None:
    world = World()
    made = read(await world.desk.send("POST", "/bindings", {"resourceId": SITE}))
    assert made["expires"] is None
    ended = await world.desk.send("DELETE", f"/bindings/{made['bindingId']}")
    assert ended.status == 204
    assert await world.directory.binding_of(made["secret"]) is None


async def test_an_unknown_app_is_404_and_a_long_lease_400() -> None:
    world = World()
    unknown = await world.desk.send("POST", "/bindings", {"resourceId": SITE + "x"})
    assert unknown.status == 404
    too_long = await world.desk.send("POST", "/bindings", {"resourceId": SITE, "lease": 10**6})
    assert too_long.status == 400
    assert "lease" in read(too_long)["error"]["message"]


async def test_a_binding_tells_the_variables_of_its_source() -> None:
    world = World()
    asked = {"resourceId": SITE, "source": "cloud-shell"}
    made = read(await world.desk.send("POST", "/bindings", asked))
    assert made["variables"] == {"MSI_ENDPOINT": f"{made['bindingId']}/{made['secret']}"}
    plain = read(await world.desk.send("POST", "/bindings", {"resourceId": SITE}))
    assert plain["variables"] is None


async def test_a_source_that_cannot_be_had_binds_nothing() -> None:
    world = World()
    refused = await world.desk.send("POST", "/bindings", {"resourceId": SITE, "source": "vm"})
    assert refused.status == 400
    assert world.records.bindings == {}


async def test_a_secret_may_be_good_under_exact_names_alone() -> None:
    world = World()
    body = {"resourceId": SITE, "hosts": ["host.docker.internal", "host.containers.internal"]}
    made = read(await world.desk.send("POST", "/bindings", body))
    for host in body["hosts"]:
        assert await world.directory.binding_of(made["secret"], host=host) is not None
    assert await world.directory.binding_of(made["secret"]) is None
    assert await world.directory.binding_of(made["secret"], host="x.example") is None


async def test_a_name_that_is_none_for_another_machine_is_refused() -> None:
    wrong = ["*", "*.example", "localhost", "a.localhost", "127.0.0.1", "A.example", "a b", "", 1]
    for hosts in (*[[each] for each in wrong], [], ["a.example"] * 5, ["a" * 300]):
        answer = await World().desk.send("POST", "/bindings", {"resourceId": SITE, "hosts": hosts})
        assert answer.status == 400, hosts
