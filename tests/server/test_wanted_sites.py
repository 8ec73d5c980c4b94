"""What is wanted hosted is what the records say; its revision is its configuration's."""

from collections.abc import Sequence
from dataclasses import replace

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.resource_manager.records import Resource
from nameplate.server.wanted_sites import WantedSites
from tests.fakes.resource_records import FakeResourceRecords
from tests.fakes.units import FakeUnits

GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/local"
SITE = f"{GROUP}/providers/Microsoft.Web/sites/web1"


def _resource(resource_id: str, kind: str, etag: str, **properties: object) -> Resource:
    return Resource(
        id=resource_id,
        type=kind,
        name=resource_id.rpartition("/")[2],
        location="westeurope",
        kind="app,linux",
        tags=None,
        sku=None,
        properties=properties,
        etag=etag,
    )


class World:
    """Records, and what is wanted by them."""

    def __init__(self) -> None:
        self.units = FakeUnits()
        self.records = FakeResourceRecords()
        self.wanted = WantedSites(self.records, AZURE_PUBLIC)

    async def save(self, resource: Resource, *, before: str | None = None) -> None:
        work = self.units.begin()
        self.records.save(work, resource, expected_etag=before)
        await work.commit()

    async def revision(self) -> str:
        (app,) = await self.wanted.every()
        return app.revision


async def test_a_site_and_its_slot_are_wanted_under_their_own_names() -> None:
    world = World()
    await world.save(_resource(SITE, "Microsoft.Web/sites", "1", state="Running"))
    slot = _resource(f"{SITE}/slots/staging", "Microsoft.Web/sites/slots", "1", state="Stopped")
    await world.save(slot)
    site, staging = await world.wanted.every()
    assert (site.label, site.slot, site.running) == ("web1", None, True)
    assert site.host_name == "web1.azurewebsites.net"
    assert (staging.label, staging.slot, staging.running) == ("web1-staging", "staging", False)


async def test_a_disabled_site_does_not_run() -> None:
    world = World()
    await world.save(_resource(SITE, "Microsoft.Web/sites", "1", enabled=False))
    (app,) = await world.wanted.every()
    assert not app.running


async def test_configuration_is_a_new_revision_and_an_identity_is_none() -> None:
    world = World()
    site = _resource(SITE, "Microsoft.Web/sites", "1")
    settings = _resource(f"{SITE}/config/appsettings", "Microsoft.Web/sites/config", "a")
    await world.save(site)
    await world.save(settings)
    first = await world.revision()
    await world.save(replace(site, etag="2"), before="1")
    assert await world.revision() == first
    await world.save(replace(settings, etag="b"), before="a")
    assert await world.revision() != first


async def test_the_web_configuration_says_how_it_starts() -> None:
    world = World()
    await world.save(_resource(SITE, "Microsoft.Web/sites", "1", clientAffinityEnabled=True))
    web = _resource(
        f"{SITE}/config/web",
        "Microsoft.Web/sites/config",
        "1",
        appCommandLine="python app.py",
        linuxFxVersion="PYTHON|3.11",
        healthCheckPath="/health",
    )
    await world.save(web)
    (app,) = await world.wanted.every()
    assert (app.start_command, app.runtime) == ("python app.py", "PYTHON|3.11")
    assert (app.health_path, app.client_affinity) == ("/health", True)


async def test_processes_of_a_server_that_listened_elsewhere_are_outdated() -> None:
    world = World()
    await world.save(_resource(SITE, "Microsoft.Web/sites", "1"))
    elsewhere = WantedSites(world.records, AZURE_PUBLIC, ground="http://127.0.0.1:1/msi/token/")
    (app,) = await elsewhere.every()
    assert app.revision != await world.revision()


async def test_any_write_of_a_site_is_another_configuration() -> None:
    """A restart, an identity, the identity of its references: each is a new etag of the site."""
    world = World()
    site = _resource(SITE, "Microsoft.Web/sites", "1")
    await world.save(site)
    (before,) = await world.wanted.every()
    await world.save(replace(site, etag="2"), before="1")
    (after,) = await world.wanted.every()
    assert before == after
    assert before.configuration != after.configuration


class CountingRecords(FakeResourceRecords):
    """Records that note which resources are read."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[list[str]] = []

    async def find_all(self, keys: Sequence[str]) -> Sequence[Resource]:
        self.looks.append(list(keys))
        return await super().find_all(keys)


async def test_only_what_changed_is_read_again() -> None:
    world = World()
    world.records = records = CountingRecords()
    world.wanted = WantedSites(records, AZURE_PUBLIC)
    for number in range(450):
        await world.save(_resource(f"{SITE}{number:04d}", "Microsoft.Web/sites", "1"))
    before = await world.wanted.every()
    assert (len(before), len(records.looks)) == (450, 3)
    records.looks.clear()
    again = await world.wanted.every()
    assert [id(each) for each in again] == [id(each) for each in before]
    assert records.looks == []
    site = before[7].key
    path = f"{SITE}0007/config/appsettings"
    await world.save(_resource(path, "Microsoft.Web/sites/config", "a"))
    after = await world.wanted.every()
    assert records.looks == [[site, path.lower()]]
    assert [number for number in range(450) if after[number] is not before[number]] == [7]
    assert after[7].revision != before[7].revision


async def test_a_site_that_is_deleted_is_no_longer_wanted() -> None:
    world = World()
    await world.save(_resource(SITE, "Microsoft.Web/sites", "1"))
    assert len(await world.wanted.every()) == 1
    work = world.units.begin()
    world.records.delete(work, SITE.lower(), expected_etag="1")
    await work.commit()
    assert list(await world.wanted.every()) == []
