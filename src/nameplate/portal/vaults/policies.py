"""Access policies of a vault: who may do what with its secrets; whom to give one."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from nameplate.portal.failures import NoSuchPage
from nameplate.portal.slices import slice_of
from nameplate.portal.vaults import principals
from nameplate.portal.vaults.vault import VAULTS, VERSION, Policy, Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Everybody who has one, by name, a part at a time."""
    vault, _ = await fetch_vault(visit)
    known = await principals.named(visit, (each.object_id for each in vault.policies))
    rows = sorted(
        ((each, known.get(each.object_id)) for each in vault.policies),
        key=lambda row: (row[1].name if row[1] else "~").casefold(),
    )
    shown = slice_of(visit, rows)
    return vault_page(
        visit,
        vault,
        "policies.html",
        "Access policies",
        rows=shown.items,
        first=shown.first,
        next=shown.next,
        may_write=await may_change(visit, vault),
    )


async def act(visit: Visit) -> Response:
    """Take a policy away."""
    vault, _ = await fetch_vault(visit)
    if visit.form.text("action") != "remove":
        raise NoSuchPage
    wanted = (visit.form.text("principal").lower(), visit.form.text("application"))
    held = [each for each in vault.policies if (each.object_id, each.application_id) == wanted]
    if held:
        await change(visit, vault, "remove", held[0])
        known = await principals.named(visit, [wanted[0]])
        name = known[wanted[0]].name if wanted[0] in known else wanted[0]
        visit.flash(f"{name} has no access policy in {vault.name} any more.")
    return visit.again()


async def pick(visit: Visit) -> Response:
    """Whom to give a policy: found by name."""
    vault, _ = await fetch_vault(visit)
    search = visit.query.get("search", "").strip()
    found = await principals.find(visit, search)
    return vault_page(
        visit,
        vault,
        "pick.html",
        "Add an access policy",
        search=search,
        found=found,
        target="vault.policy",
        back="vault.policies",
    )


async def may_change(visit: Visit, vault: Vault) -> bool:
    """Whether the person may change policies here."""
    return (await visit.permissions(vault.id)).may(f"{VAULTS}/accessPolicies/write")


async def change(visit: Visit, vault: Vault, kind: str, policy: Policy) -> None:
    """``replace`` or ``remove`` what one principal may do; others' policies are not touched."""
    entry: dict[str, Any] = {
        "tenantId": vault.tenant_id,
        "objectId": policy.object_id,
        "permissions": _lists(policy.permissions),
    }
    if policy.application_id:
        entry["applicationId"] = policy.application_id
    body = {"properties": {"accessPolicies": [entry]}}
    await visit.arm.put(f"{vault.id}/accessPolicies/{kind}", VERSION, body)


def _lists(permissions: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {name: list(names) for name, names in permissions.items()}
