"""Deleted vaults: bring one back, or remove it and everything in it for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.core.resource_id import ResourceId
from nameplate.portal.failures import NoSuchPage
from nameplate.portal.vaults.vault import VAULTS, VERSION
from nameplate.portal.visit import Visit

_PURGE: Final = "Microsoft.KeyVault/locations/deletedVaults/purge/action"


@dataclass(frozen=True, slots=True)
class DeletedVault:
    """A vault that can still be recovered."""

    name: str
    vault_id: str
    location: str
    deleted: str
    purged: str
    protected: bool

    @property
    def group(self) -> str:
        return ResourceId.parse(self.vault_id).resource_group or ""


async def show(visit: Visit) -> Response:
    may = await visit.permissions()
    return visit.page(
        "vaults/deleted.html",
        vaults=sorted(await _every(visit), key=lambda each: each.name),
        may_recover=may.may(f"{VAULTS}/write"),
        may_purge=may.may(_PURGE),
    )


async def act(visit: Visit) -> Response:
    """Recover or purge."""
    name, action = visit.form.text("vault"), visit.form.text("action")
    found = [each for each in await _every(visit) if each.name == name]
    if not found or action not in {"recover", "purge"}:
        raise NoSuchPage
    vault = found[0]
    if action == "recover":
        properties = {
            "tenantId": visit.place.tenant_id,
            "createMode": "recover",
            "sku": {"family": "A", "name": "standard"},
        }
        body = {"location": vault.location, "properties": properties}
        await visit.arm.put(vault.vault_id, VERSION, body)
        visit.flash(f"{name} is back, with everything that was in it.")
        return visit.redirect("vault", group=vault.group, name=name)
    place = f"{visit.place.subscription}/providers/Microsoft.KeyVault/locations/{vault.location}"
    await visit.arm.post(f"{place}/deletedVaults/{name}/purge", VERSION)
    visit.flash(f"{name} is gone for good.")
    return visit.again()


async def _every(visit: Visit) -> list[DeletedVault]:
    path = f"{visit.place.subscription}/providers/Microsoft.KeyVault/deletedVaults"
    return [_read(each) for each in await visit.arm.every(path, VERSION)]


def _read(document: Mapping[str, Any]) -> DeletedVault:
    properties: Mapping[str, Any] = document["properties"]
    return DeletedVault(
        name=str(document["name"]),
        vault_id=str(properties["vaultId"]),
        location=str(properties["location"]),
        deleted=str(properties.get("deletionDate") or ""),
        purged=str(properties.get("scheduledPurgeDate") or ""),
        protected=bool(properties.get("purgeProtectionEnabled")),
    )
