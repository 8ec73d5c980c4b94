"""Whose permissions are suggested: an identity in the words of az and of ARM. Pure."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeAlias

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.grants.literals import arm_text

_SITES: Final = "Microsoft.Web/sites"
_SLOTS: Final = "Microsoft.Web/sites/slots"
_SITES_VERSION: Final = "2023-12-01"
_USER_ASSIGNED: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_USER_ASSIGNED_VERSION: Final = "2023-01-31"
_SERVICE_PRINCIPAL: Final = "ServicePrincipal"


@dataclass(frozen=True, slots=True)
class AppName:
    """The system-assigned identity of an app."""

    principal_type: ClassVar[str] = _SERVICE_PRINCIPAL
    """What it is to who assigns roles."""

    name: str
    group: str
    slot: str | None = None

    @property
    def az(self) -> str:
        """A command that prints its object id."""
        return _az("webapp identity", self.name, self.group, slot=self.slot)

    @property
    def value(self) -> str:
        """Its object id where a shell wants one: asked for by that command."""
        return _asked(self.az)

    @property
    def arm_id(self) -> str:
        """An expression of the resource that it belongs to."""
        if self.slot is None:
            return _arm_id(self.group, _SITES, self.name)
        return _arm_id(self.group, _SLOTS, self.name, self.slot)

    @property
    def arm(self) -> str:
        """An expression of its object id."""
        return f"reference({self.arm_id}, '{_SITES_VERSION}', 'Full').identity.principalId"


@dataclass(frozen=True, slots=True)
class UserAssignedName:
    """A user-assigned identity; the same words as ``AppName``."""

    principal_type: ClassVar[str] = _SERVICE_PRINCIPAL

    name: str
    group: str

    @property
    def az(self) -> str:
        return _az("identity", self.name, self.group)

    @property
    def value(self) -> str:
        return _asked(self.az)

    @property
    def arm_id(self) -> str:
        return _arm_id(self.group, _USER_ASSIGNED, self.name)

    @property
    def arm(self) -> str:
        return f"reference({self.arm_id}, '{_USER_ASSIGNED_VERSION}').principalId"


@dataclass(frozen=True, slots=True)
class LiteralName:
    """Any principal by its object id; the same words as ``AppName``."""

    object_id: str
    principal_type: str = _SERVICE_PRINCIPAL

    @property
    def name(self) -> str:
        return self.object_id

    @property
    def value(self) -> str:
        return shlex.quote(self.object_id)

    @property
    def arm_id(self) -> str:
        return arm_text(self.object_id)

    @property
    def arm(self) -> str:
        return arm_text(self.object_id)


IdentityName: TypeAlias = AppName | UserAssignedName | LiteralName


def identity_of(resource_id: str) -> AppName | UserAssignedName | None:
    """The identity that belongs to a resource; ``None`` when such a resource has none."""
    try:
        found = ResourceId.parse(resource_id)
    except BadRequest:
        return None
    kind, group = found.type.lower(), found.resource_group or ""
    if kind == _USER_ASSIGNED.lower():
        return UserAssignedName(found.name, group)
    if kind == _SITES.lower():
        return AppName(found.name, group)
    return AppName(found.names[0], group, found.names[1]) if kind == _SLOTS.lower() else None


def identities_of(app: Mapping[str, Any]) -> dict[str, IdentityName]:
    """Every identity that an app has, by its object id."""
    identity = app.get("identity") or {}
    found: dict[str, IdentityName] = {}
    if principal := identity.get("principalId"):
        at = ResourceId.parse(app["id"])
        slot = at.names[1] if len(at.names) > 1 else None
        found[principal] = AppName(at.names[0], at.resource_group or "", slot)
    for given, assigned in (identity.get("userAssignedIdentities") or {}).items():
        parsed = ResourceId.parse(given)
        found[assigned["principalId"]] = UserAssignedName(parsed.name, parsed.resource_group or "")
    return found


def _az(words: str, name: str, group: str, *, slot: str | None = None) -> str:
    where = f"-n {shlex.quote(name)} -g {shlex.quote(group)}"
    if slot is not None:
        where += f" -s {shlex.quote(slot)}"
    return f"az {words} show {where} --query principalId -o tsv"


def _asked(command: str) -> str:
    return f'"$({command})"'


def _arm_id(group: str, kind: str, *names: str) -> str:
    return f"resourceId({', '.join(arm_text(each) for each in (group, kind, *names))})"
