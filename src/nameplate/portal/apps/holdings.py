"""What an identity may do, everywhere: its roles, and the access policies that name it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.resource_id import ResourceId
from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import literal

_ROLES: Final = "2022-04-01"
_VAULTS: Final = "2023-07-01"
_LOOKED_AT: Final = 1000
_SHOWN: Final = 50
_KINDS: Final = ("secrets", "keys", "certificates", "storage")


@dataclass(frozen=True, slots=True)
class Holding:
    """One permission or role."""

    identity: str
    """Of which of the app's identities."""
    what: str
    how: str
    """``Role`` or ``Access policy``."""
    scope: str
    where: str
    """The scope in few words."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is known, and whether the person may know all."""

    found: tuple[Holding, ...]
    whole: bool
    more: int = 0
    """How many were found beside these: a page stays small."""


async def holdings_of(visit: Visit, principals: Mapping[str, str]) -> Holdings:
    """Of principals: their object ids, and what the app calls each."""
    found: list[Holding] = []
    whole = True
    for read in (_roles, _policies):
        try:
            some, every = await read(visit, principals)
        except ApiFailure as failure:
            if failure.status != 403:
                raise
            some, every = [], False
        found += some
        whole = whole and every
    return Holdings(tuple(found[:_SHOWN]), whole, len(found[_SHOWN:]))


async def _roles(visit: Visit, principals: Mapping[str, str]) -> tuple[list[Holding], bool]:
    found: list[Holding] = []
    names: dict[str, str] = {}
    path = f"{visit.place.subscription}/providers/Microsoft.Authorization/roleAssignments"
    for object_id, identity in principals.items():
        wanted = f"principalId eq {literal(object_id)}"
        for each in await visit.arm.every(path, _ROLES, filter=wanted):
            given = each["properties"]
            role = str(given["roleDefinitionId"])
            if role not in names:
                names[role] = await _role_name(visit, role)
            scope = str(given["scope"])
            found.append(Holding(identity, names[role], "Role", scope, _words(scope)))
    return found, True


async def _role_name(visit: Visit, role_id: str) -> str:
    item = await visit.arm.find(role_id, _ROLES)
    return str(item.document["properties"]["roleName"]) if item else role_id.rpartition("/")[2]


async def _policies(visit: Visit, principals: Mapping[str, str]) -> tuple[list[Holding], bool]:
    """And whether every vault was looked at."""
    path = f"{visit.place.subscription}/providers/Microsoft.KeyVault/vaults"
    page = await visit.arm.page(path, _VAULTS, size=_LOOKED_AT)
    found = [
        Holding(principals[object_id], what, "Access policy", str(vault["id"]), str(vault["name"]))
        for vault in page.items
        for object_id, what in _given(vault.get("properties") or {})
        if object_id in principals
    ]
    return found, page.after is None


def _given(properties: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Who is given what by a vault's policies; a vault with roles has none that hold."""
    if properties.get("enableRbacAuthorization"):
        return
    for policy in properties.get("accessPolicies") or ():
        permissions = policy.get("permissions") or {}
        parts = [
            f"{kind}: {', '.join(permissions[kind])}" for kind in _KINDS if permissions.get(kind)
        ]
        yield str(policy["objectId"]).lower(), "; ".join(parts)


def _words(scope: str) -> str:
    if scope.strip("/").count("/") == 1:
        return "the whole subscription"
    if scope == "/":
        return "the whole tenant"
    return ResourceId.parse(scope).name
