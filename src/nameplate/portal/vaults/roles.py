"""Role assignments that hold in a vault: its own, and those from above."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.slices import slice_of
from nameplate.portal.vaults import principals
from nameplate.portal.vaults.principals import Known
from nameplate.portal.vaults.vault import Vault, fetch_vault, vault_page
from nameplate.portal.visit import Visit

_VERSION: Final = "2022-04-01"
_ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
_USUAL: Final = "Key Vault Secrets User"
_GENERAL: Final = frozenset({"Owner", "Contributor", "Reader", "User Access Administrator"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """One role of one principal."""

    id: str
    principal_id: str
    role: str
    scope: str
    own: bool
    """Whether it is the vault's own, and not from above."""
    known: Known | None

    @property
    def origin(self) -> str:
        """Where it is made, in words."""
        if self.own:
            return "this vault"
        lowered = self.scope.lower()
        if "/resourcegroups/" in lowered:
            return f"resource group {self.scope.rpartition('/')[2]}"
        if "/managementgroups/" in lowered:
            return f"management group {self.scope.rpartition('/')[2]}"
        return "the subscription" if lowered.startswith("/subscriptions/") else "the tenant"


async def show(visit: Visit) -> Response:
    """The vault's own first, then those from above."""
    vault, _ = await fetch_vault(visit)
    may = await visit.permissions(vault.id)
    shown = slice_of(visit, await _assignments(visit, vault))
    return vault_page(
        visit,
        vault,
        "roles.html",
        "Role assignments",
        rows=shown.items,
        first=shown.first,
        next=shown.next,
        may_write=may.may(f"{_ASSIGNMENTS}/write"),
        may_delete=may.may(f"{_ASSIGNMENTS}/delete"),
    )


async def act(visit: Visit) -> Response:
    """Take an assignment away."""
    vault, _ = await fetch_vault(visit)
    if visit.form.text("action") != "remove":
        raise NoSuchPage
    wanted = visit.form.text("assignment").lower()
    for each in await _assignments(visit, vault):
        if each.own and each.id.lower() == wanted:
            await visit.arm.delete(each.id, _VERSION)
            name = each.known.name if each.known else each.principal_id
            visit.flash(f"{name} is no longer {each.role} of {vault.name}.")
    return visit.again()


async def pick(visit: Visit) -> Response:
    """Whom to give a role, found by name, and which."""
    vault, _ = await fetch_vault(visit)
    return await _pick(visit, vault)


async def assign(visit: Visit) -> Response:
    """Give it."""
    vault, _ = await fetch_vault(visit)
    principal, role = visit.form.text("principal").lower(), visit.form.text("role")
    roles = dict(await _roles(visit, vault))
    if not principals.is_object_id(principal) or role not in roles:
        return await _pick(visit, vault, "Choose somebody and a role.", 422)
    known = (await principals.named(visit, [principal])).get(principal)
    properties = {
        "roleDefinitionId": role,
        "principalId": principal,
        **({"principalType": known.assignment} if known else {}),
    }
    path = f"{vault.id}/providers/{_ASSIGNMENTS}/{uuid4()}"
    try:
        await visit.arm.put(path, _VERSION, {"properties": properties})
    except ApiFailure as failure:
        if failure.status in {401, 403} or failure.status >= 500:
            raise
        return await _pick(visit, vault, failure.message, 422)
    visit.flash(f"{known.name if known else principal} is now {roles[role]} of {vault.name}.")
    return visit.redirect("vault.roles", group=vault.group, name=vault.name)


async def _pick(visit: Visit, vault: Vault, problem: str = "", status: int = 200) -> Response:
    search = (visit.form.text("search") or visit.query.get("search", "")).strip()
    roles = await _roles(visit, vault)
    usual = next((key for key, name in roles if name == _USUAL), "")
    return vault_page(
        visit,
        vault,
        "assign.html",
        "Assign a role",
        status,
        search=search,
        found=await principals.find(visit, search),
        roles=roles,
        role=visit.form.text("role") or usual,
        problem=problem,
    )


async def _assignments(visit: Visit, vault: Vault) -> list[Assignment]:
    path = f"{vault.id}/providers/{_ASSIGNMENTS}"
    document = (await visit.arm.get(path, _VERSION, **{"$filter": "atScope()"})).document
    given = [(str(each["id"]), each["properties"]) for each in document["value"]]
    known = await principals.named(visit, (str(each["principalId"]) for _, each in given))
    names = await _role_names(visit, vault)
    rows = [_assignment(vault, key, each, known, names) for key, each in given]
    return sorted(rows, key=lambda each: (not each.own, each.role, each.principal_id))


def _assignment(
    vault: Vault,
    assignment_id: str,
    properties: Mapping[str, Any],
    known: Mapping[str, Known],
    names: Mapping[str, str],
) -> Assignment:
    principal = str(properties["principalId"]).lower()
    role = str(properties["roleDefinitionId"]).rpartition("/")[2].lower()
    scope = str(properties["scope"])
    return Assignment(
        id=assignment_id,
        principal_id=principal,
        role=names.get(role, role),
        scope=scope,
        own=scope.lower() == vault.id.lower(),
        known=known.get(principal),
    )


async def _definitions(visit: Visit, vault: Vault) -> list[tuple[str, str]]:
    path = f"{vault.id}/providers/Microsoft.Authorization/roleDefinitions"
    document = (await visit.arm.get(path, _VERSION)).document
    return [(str(each["id"]), str(each["properties"]["roleName"])) for each in document["value"]]


async def _role_names(visit: Visit, vault: Vault) -> dict[str, str]:
    every = await _definitions(visit, vault)
    return {key.rpartition("/")[2].lower(): name for key, name in every}


async def _roles(visit: Visit, vault: Vault) -> list[tuple[str, str]]:
    """Roles that mean something in a vault: its own first, then the general ones."""
    every = sorted(await _definitions(visit, vault), key=lambda each: each[1].casefold())
    own = [each for each in every if each[1].startswith("Key Vault")]
    return own + [each for each in every if each[1] in _GENERAL]
