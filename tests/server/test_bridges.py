"""A resource's sealed properties open for that resource only; what a process is told of its app."""

from pathlib import Path

import orjson
import pytest

from nameplate.admin.bindings import App
from nameplate.core.clock import SystemClock
from nameplate.crypto.envelope import CannotDecryptError, Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.records import Resource
from nameplate.server.bridges import BoundApps, ResourceSealer
from nameplate.server.installation import Opened, open_installation
from nameplate.store.resources import StoredResources
from tests.server.homes import settings_of

SITE = "/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/Web1"


def test_sealed_for_one_resource() -> None:
    sealer = ResourceSealer(Envelope(MasterKey.generate()))
    sealed = sealer.seal(b"settings", "/a/site")
    assert sealer.open(sealed, "/a/site") == b"settings"
    with pytest.raises(CannotDecryptError):
        sealer.open(sealed, "/another/site")


def resource(resource_id: str, kind: str, protected: bytes | None = None) -> Resource:
    name = resource_id.rpartition("/")[2]
    return Resource(
        resource_id, kind, name, "westeurope", None, None, None, {}, protected=protected
    )


async def saved(opened: Opened, *resources: Resource) -> BoundApps:
    records = StoredResources(opened.database)
    work = opened.database.begin()
    for each in resources:
        records.save(work, each, expected_etag=None)
    await work.commit()
    return BoundApps(records, opened.directory, ResourceSealer(opened.envelope))


async def test_an_app_with_an_identity_and_settings(tmp_path: Path) -> None:
    opened = await open_installation(settings_of(tmp_path), SystemClock())
    try:
        key = f"{SITE}/config/appsettings".lower()
        settings = ResourceSealer(opened.envelope).seal(orjson.dumps({"LEVEL": "debug"}), key)
        apps = await saved(
            opened,
            resource(SITE, "Microsoft.Web/sites"),
            resource(f"{SITE}/config/appsettings", "Microsoft.Web/sites/config", settings),
        )
        work = opened.database.begin()
        opened.directory.assign(work, IdentityAssignment(SITE, "principal-1", ("/identity",)))
        await work.commit()

        found = await apps.find(SITE.lower())

        kinds = "SystemAssigned, UserAssigned"
        assert found == App(SITE, "Web1", "westeurope", "principal-1", kinds, {"LEVEL": "debug"})
        assert "debug" not in repr(found)
    finally:
        await opened.database.close()


async def test_an_app_with_nothing_and_one_that_is_not_there(tmp_path: Path) -> None:
    opened = await open_installation(settings_of(tmp_path), SystemClock())
    try:
        apps = await saved(opened, resource(SITE, "Microsoft.Web/sites"))

        assert await apps.find(SITE.lower()) == App(SITE, "Web1", "westeurope", None, "None", {})
        assert await apps.find(f"{SITE}2".lower()) is None
    finally:
        await opened.database.close()
