"""A resource's sealed properties open for that resource only; what a process is told of its app."""

from pathlib import Path

import orjson
import pytest

from nameplate.admin.bindings import App, ConnectionString, LiteralReference
from nameplate.apphost.setting_references import SettingReferences
from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.envelope import CannotDecryptError, Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.records import Resource
from nameplate.server.bridges import BoundApps, ResourceSealer
from nameplate.server.installation import Opened, open_installation
from nameplate.server.setting_references import DirectoryIdentities, VaultParts, VaultReferences
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


def references(opened: Opened) -> SettingReferences:
    """Of vaults that nobody may ask."""

    def no_vaults() -> VaultParts:
        raise AssertionError("a vault was asked")

    identities = DirectoryIdentities(opened.directory, "tenant", "https://sts.example/")
    return SettingReferences(identities, VaultReferences(no_vaults), AZURE_PUBLIC.vault_of)


async def saved(opened: Opened, *resources: Resource) -> BoundApps:
    records = StoredResources(opened.database)
    work = opened.database.begin()
    for each in resources:
        records.save(work, each, expected_etag=None)
    await work.commit()
    sealer = ResourceSealer(opened.envelope)
    return BoundApps(records, opened.directory, sealer, lambda: references(opened))


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

        found = await apps.find(SITE.lower(), request_id="r")

        kinds = "SystemAssigned, UserAssigned"
        assert found == App(SITE, "Web1", "westeurope", "principal-1", kinds, {"LEVEL": "debug"})
        assert "debug" not in repr(found)
    finally:
        await opened.database.close()


async def test_an_app_with_nothing_and_one_that_is_not_there(tmp_path: Path) -> None:
    opened = await open_installation(settings_of(tmp_path), SystemClock())
    try:
        apps = await saved(opened, resource(SITE, "Microsoft.Web/sites"))

        assert await apps.find(SITE.lower(), request_id="r") == App(
            SITE, "Web1", "westeurope", None, "None", {}
        )
        assert await apps.find(f"{SITE}2".lower(), request_id="r") is None
    finally:
        await opened.database.close()


async def test_connection_strings_and_what_stays_literal(tmp_path: Path) -> None:
    """An app without an identity asks no vault: it gets its references' texts, and is told."""
    opened = await open_installation(settings_of(tmp_path), SystemClock())
    try:
        reference = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"
        key = f"{SITE}/config/connectionstrings".lower()
        strings = {
            "db": {"value": reference, "type": "SQLAzure"},
            "cache": {"value": "hush", "type": "Custom"},
        }
        sealed = ResourceSealer(opened.envelope).seal(orjson.dumps(strings), key)
        apps = await saved(
            opened,
            resource(SITE, "Microsoft.Web/sites"),
            resource(f"{SITE}/config/connectionstrings", "Microsoft.Web/sites/config", sealed),
        )

        found = await apps.find(SITE.lower(), request_id="r")

        assert found is not None
        assert found.connection_strings == {
            "db": ConnectionString(reference, "SQLAzure"),
            "cache": ConnectionString("hush", "Custom"),
        }
        assert [(each.setting, each.status) for each in found.unresolved] == [
            ("db", "MSINotEnabled")
        ]
        assert isinstance(found.unresolved[0], LiteralReference)
        assert "hush" not in repr(found)
    finally:
        await opened.database.close()
