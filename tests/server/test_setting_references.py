"""References over an installation's own services: its vault, its directory, its trail."""

from pathlib import Path

import pytest

from nameplate.apphost.reference_status import Status
from nameplate.apphost.setting_references import AppReferences
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import CannotDecryptError, Envelope, Place
from nameplate.directory.records import IdentityAssignment
from nameplate.server.installation import open_installation
from nameplate.server.rooms import Rooms, build_rooms
from nameplate.server.setting_references import setting_references
from nameplate.vault.parameters import NewSecret
from tests.server.homes import settings_of

SITE = "/subscriptions/s/resourceGroups/local/providers/Microsoft.Web/sites/web1"
VAULT = "/subscriptions/s/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
HUNTER = NewSecret(
    SecretValue("hunter2"),
    content_type=None,
    tags=None,
    enabled=True,
    not_before=None,
    expires=None,
)


async def furnished(rooms: Rooms, *, may_read: bool = True) -> None:
    """A site with an identity, and a vault with a secret."""
    directory, tenant = rooms.opened.directory, rooms.opened.facts.tenant_id
    work = rooms.opened.database.begin()
    principal = directory.create_managed_identity(work, display_name="web1", resource_id=SITE)
    directory.assign(work, IdentityAssignment(SITE, principal.object_id, ()))
    account = rooms.vault.vaults.create(
        work, "contoso", resource_id=VAULT, location="westeurope", tenant_id=tenant
    )
    await rooms.vault.secrets.set(work, account, "db", HUNTER)
    names = {"secrets": ("get",)} if may_read else {}
    policy = AccessPolicy(tenant, principal.object_id, None, names)
    await rooms.policies.replace(work, VAULT, [policy])
    await work.commit()


async def rooms_at(home: Path) -> Rooms:
    settings = settings_of(home)
    clouds = (AZURE_PUBLIC, own_cloud("localhost", 8443))
    opened = await open_installation(settings, SystemClock())
    return build_rooms(opened, settings, clouds, SystemClock())


@pytest.mark.parametrize("host", ["contoso.vault.azure.net", "contoso.vault.localhost:8443"])
async def test_a_secret_under_any_name_of_the_vault(tmp_path: Path, host: str) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms)
        text = f"@Microsoft.KeyVault(SecretUri=https://{host}/secrets/db)"

        settled = await setting_references(rooms).settle(AppReferences(SITE), {"PASSWORD": text})

        assert settled.values == {"PASSWORD": "hunter2"}
        events = await rooms.trail.since(0)
        (read,) = [each.event for each in events if each.event.action == "secrets/get"]
        assert (read.display_name, read.outcome) == ("web1", "allowed")
        assert dict(read.facts) == {
            "secret": "db",
            "version": settled.references["PASSWORD"].active_version,
        }
        assert "hunter2" not in repr(events)
    finally:
        await rooms.opened.database.close()


async def test_a_refusal_is_recorded_and_told(tmp_path: Path) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms, may_read=False)
        text = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"

        settled = await setting_references(rooms).settle(AppReferences(SITE), {"PASSWORD": text})

        assert settled.references["PASSWORD"].status is Status.DENIED
        events = [each.event for each in await rooms.trail.since(0)]
        assert [each.outcome for each in events if each.action == "secrets/get"] == ["denied"]
    finally:
        await rooms.opened.database.close()


async def test_a_principal_that_is_switched_off_is_none(tmp_path: Path) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms)
        (web1,) = await rooms.opened.directory.service_principals(display_name="web1")
        work = rooms.opened.database.begin()
        await rooms.opened.directory.set_enabled(work, web1.object_id, enabled=False)
        await work.commit()
        text = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"

        found = await setting_references(rooms).statuses(AppReferences(SITE), {"PASSWORD": text})

        assert found["PASSWORD"].status is Status.NO_IDENTITY
    finally:
        await rooms.opened.database.close()


async def test_a_damaged_secret_does_not_keep_an_app_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = await rooms_at(tmp_path)
    try:
        await furnished(rooms)

        def damaged(envelope: Envelope, sealed: bytes, place: Place) -> bytes:
            raise CannotDecryptError("damaged")

        monkeypatch.setattr(Envelope, "open", damaged)
        text = "@Microsoft.KeyVault(VaultName=contoso;SecretName=db)"

        settled = await setting_references(rooms).settle(AppReferences(SITE), {"PASSWORD": text})

        assert settled.values == {"PASSWORD": text}
        assert settled.references["PASSWORD"].status is Status.OTHER
    finally:
        await rooms.opened.database.close()
