"""A vault at a glance: how it decides, how long it keeps what is deleted; delete it."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from nameplate.portal.conflicts import Change, changes, seen
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.vaults.vault import VAULTS, VERSION, Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import Item


async def show(visit: Visit) -> Response:
    vault, item = await fetch_vault(visit)
    return await _page(visit, vault, item)


async def act(visit: Visit) -> Response:
    """Save how it decides, protect it, or delete it."""
    vault, item = await fetch_vault(visit)
    action = visit.form.text("action")
    if action == "delete":
        return await _delete(visit, vault)
    found = changes(visit.form.raw("seen"), _facts(vault))
    if found:
        return await _page(visit, vault, item, found, status=409)
    try:
        wanted = {"properties": _wanted(visit, action)}
        await visit.arm.patch(vault.id, VERSION, wanted, etag=item.etag)
    except ApiFailure as failure:
        if failure.status != 412:
            raise
        vault, item = await fetch_vault(visit)
        return await _page(visit, vault, item, changes(visit.form.raw("seen"), _facts(vault)), 409)
    visit.flash(f"{vault.name} was saved.")
    return visit.again()


def _wanted(visit: Visit, action: str) -> Mapping[str, Any]:
    if action == "model":
        return {"enableRbacAuthorization": visit.form.text("model") == "roles"}
    if action == "protect":
        return {"enablePurgeProtection": True}
    raise NoSuchPage


async def _delete(visit: Visit, vault: Vault) -> Response:
    if visit.form.text("sure") != vault.name:
        visit.flash(f"Nothing was deleted: type {vault.name} to say that you mean it.", "failed")
        return visit.again()
    await visit.arm.delete(vault.id, VERSION)
    visit.flash(f"{vault.name} was deleted. It can be recovered for {vault.retention_days} days.")
    return visit.redirect("vaults.deleted")


async def _page(
    visit: Visit, vault: Vault, item: Item, found: tuple[Change, ...] = (), status: int = 200
) -> Response:
    may = await visit.permissions(vault.id)
    return vault_page(
        visit,
        vault,
        "overview.html",
        "Overview",
        status,
        may_write=may.may(f"{VAULTS}/write"),
        may_delete=may.may(f"{VAULTS}/delete"),
        seen=seen(_facts(vault)),
        etag=item.etag,
        changes=found,
    )


def _facts(vault: Vault) -> dict[str, str]:
    return {
        "Who may use what is in it": "Role assignments" if vault.rbac else "Access policies",
        "Purge protection": "On" if vault.purge_protection else "Off",
    }
