"""An app's least privilege: what it was granted, what it ever used, and the less that is enough."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.activity.rows import short
from nameplate.portal.apps.app import app_path, fetch_app
from nameplate.portal.visit import Visit

_VERDICTS: Final = {
    "fits": ("used; none smaller would do", "good"),
    "smaller": ("gives more than was used", "wait"),
    "unused": ("never used", "wait"),
    "unknown": ("gives reading, which leaves no line", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Permission:
    """A kind of permissions at a vault."""

    where: str
    scope: str
    kind: str
    granted: str
    used: str
    unused: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role assignment."""

    name: str
    where: str
    scope: str
    through: str
    verdict: str
    tone: str
    enough: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity of the app."""

    object_id: str
    name: str
    last_use: str
    permissions: tuple[Permission, ...]
    roles: tuple[Role, ...]
    refused: tuple[tuple[str, str], ...]
    """What, and where."""
    nameplate: str
    az: str
    templates: tuple[tuple[str, str], ...]
    """Template and the command that deploys it."""
    notes: tuple[str, ...]


async def show(visit: Visit) -> Response:
    """The page of an app."""
    app, _ = await fetch_app(visit)
    found = await visit.admin.get("/privilege", app=app.id)
    return visit.page(
        "activity/privilege.html",
        app=app,
        app_href=app_path(visit, app),
        list_href=visit.path("activity", {"app": app.name} if not app.slot else {}),
        since=found["since"],
        identities=[_identity(each) for each in found["value"]],
    )


def _identity(document: Mapping[str, Any]) -> Identity:
    smaller = document["smaller"] or {"nameplate": "", "az": "", "templates": (), "notes": ()}
    return Identity(
        object_id=document["objectId"],
        name=document["displayName"] or document["objectId"],
        last_use=document["lastUse"] or "",
        permissions=tuple(
            _permission(policy["vaultId"], kind)
            for policy in document["policies"]
            for kind in policy["kinds"]
        ),
        roles=tuple(_role(each) for each in document["roles"]),
        refused=tuple(
            (f"{each['kind']} {' '.join(each['names'])}", short(each["scope"]))
            for each in document["refused"]
        ),
        nameplate=smaller["nameplate"],
        az=smaller["az"],
        templates=tuple(
            (json.dumps(each["template"], indent=2, ensure_ascii=False), each["deploy"])
            for each in smaller["templates"]
        ),
        notes=tuple(smaller["notes"]),
    )


def _permission(vault_id: str, kind: Mapping[str, Any]) -> Permission:
    return Permission(
        where=short(vault_id),
        scope=vault_id,
        kind=kind["kind"],
        granted=" ".join(kind["granted"]),
        used=" ".join(kind["used"]),
        unused=" ".join(kind["unused"]),
    )


def _role(role: Mapping[str, Any]) -> Role:
    verdict, tone = _VERDICTS[role["verdict"]]
    return Role(
        name=role["role"],
        where=short(role["scope"]),
        scope=role["scope"],
        through=role["throughGroup"] or "",
        verdict=verdict,
        tone=tone,
        enough=", ".join(role["enough"]),
    )
