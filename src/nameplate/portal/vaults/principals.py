"""Principals by name: whom a policy or an assignment is for, and whom to pick."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from nameplate.core.resource_id import ResourceId
from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import literal

_MOST: Final = 20
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Known:
    """A principal as people know it."""

    object_id: str
    name: str
    kind: str
    assignment: str
    """What a role assignment calls its kind: ``ServicePrincipal``, ``User``, ``Group``."""
    detail: str = ""


def is_object_id(text: str) -> bool:
    """Whether a text is a GUID in its usual form."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


async def find(visit: Visit, text: str) -> list[Known]:
    """Apps, identities, users and groups whose names begin with a text."""
    wanted = f"startswith(displayName,{literal(text[:_LONGEST])})"
    found: list[Known] = []
    for path in ("/servicePrincipals", "/users", "/groups"):
        try:
            document = await visit.graph.get(path, filter=wanted, top=str(_MOST))
        except ApiFailure as failure:
            if failure.status != 403:
                raise
            continue
        found += [_read(each, path) for each in document["value"]]
    return found


async def named(visit: Visit, object_ids: Iterable[str]) -> dict[str, Known]:
    """Who these are, by object id in lower case; those that are gone are left out."""
    try:
        found = await visit.graph.names(object_ids)
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return {}
    return {key: _read(each, str(each.get("@odata.type") or "")) for key, each in found.items()}


def _read(document: Mapping[str, Any], where: str) -> Known:
    object_id, name = str(document["id"]).lower(), str(document.get("displayName") or "")
    lowered = where.lower()
    if "user" in lowered:
        return Known(object_id, name, "User", "User", str(document.get("userPrincipalName") or ""))
    if "group" in lowered:
        return Known(object_id, name, "Group", "Group")
    kind, label = _service_principal(document, name)
    return Known(object_id, label, kind, "ServicePrincipal", str(document.get("appId") or ""))


def _service_principal(document: Mapping[str, Any], name: str) -> tuple[str, str]:
    for text in document.get("alternativeNames") or ():
        if not str(text).startswith("/"):
            continue
        resource = ResourceId.parse(str(text))
        label = " / ".join(resource.names)
        if resource.type.lower().startswith("microsoft.web/sites"):
            return "App", label
        return "Shared identity", label
    return "Application", name
