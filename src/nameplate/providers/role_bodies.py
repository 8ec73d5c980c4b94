"""What the bodies of roles and assignments ask for, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.authorization import role_refusals
from nameplate.authorization.role_definition import RolePermissions
from nameplate.core.errors import BadRequest

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ROLE: Final = re.compile(
    r"(/[^?#]*)?/providers/microsoft\.authorization/roledefinitions/([^/]+)", re.IGNORECASE
)
_SCOPE: Final = re.compile(
    r"/|(/subscriptions/[^/*]+(/resourcegroups/[^/*]+(/providers/[^*]+)?)?"
    r"|/providers/microsoft\.management/managementgroups/[^/*]+)/?",
    re.IGNORECASE,
)
_TYPES: Final = ("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")
_PATTERNS: Final = ("actions", "notActions", "dataActions", "notDataActions")
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedAssignment:
    """The properties of a PUT of an assignment."""

    role_id: str
    principal_id: str
    principal_type: str | None
    condition: str | None
    condition_version: str | None
    description: str | None
    delegated_identity: str | None
    can_delegate: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDefinition:
    """The properties of a PUT of a role."""

    name: str
    description: str | None
    permissions: tuple[RolePermissions, ...]
    assignable_scopes: tuple[str, ...]


def guid(text: str) -> str | None:
    """A GUID in lower case; ``None`` for anything else."""
    return text.lower() if _GUID.fullmatch(text) else None


def assignment(body: Mapping[str, Any]) -> WantedAssignment:
    """Read a body. Raises BadRequest."""
    given = _properties(body)
    role = _ROLE.fullmatch(_text(given, "roleDefinitionId") or "")
    role_id = guid(role[2]) if role else None
    if role_id is None:
        raise role_refusals.bad_format()
    principal_id = guid(_text(given, "principalId") or "")
    if principal_id is None:
        raise BadRequest(
            "InvalidPrincipalId",
            "A valid principal ID must be provided for role assignment.",
        )
    can_delegate = given.get("canDelegate")
    return WantedAssignment(
        role_id=role_id,
        principal_id=principal_id,
        principal_type=_principal_type(given),
        condition=_text(given, "condition") or None,
        condition_version=_text(given, "conditionVersion") or None,
        description=_text(given, "description"),
        delegated_identity=_text(given, "delegatedManagedIdentityResourceId"),
        can_delegate=can_delegate if isinstance(can_delegate, bool) else None,
    )


def definition(body: Mapping[str, Any]) -> WantedDefinition:
    """Read a body. Raises BadRequest naming what does not hold."""
    given = _properties(body)
    name = (_text(given, "roleName") or "").strip()
    if not 1 <= len(name) <= 512:
        raise role_refusals.invalid_definition("'roleName' has 1 to 512 characters")
    if (_text(given, "type") or "CustomRole").lower() != "customrole":
        raise role_refusals.invalid_definition("'type' can only be 'CustomRole'")
    return WantedDefinition(
        name=name,
        description=_text(given, "description"),
        permissions=_permissions(given.get("permissions")),
        assignable_scopes=_scopes(given.get("assignableScopes")),
    )


def _properties(body: Mapping[str, Any]) -> Mapping[str, Any]:
    given = body.get("properties")
    if not isinstance(given, dict):
        raise role_refusals.bad_format()
    return given


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > 8 * _LONGEST):
        raise role_refusals.bad_format()
    return value


def _principal_type(given: Mapping[str, Any]) -> str | None:
    text = _text(given, "principalType")
    if not text:
        return None
    found = next((each for each in _TYPES if each.lower() == text.lower()), None)
    if found is None:
        raise role_refusals.bad_format()
    return found


def _permissions(given: Any) -> tuple[RolePermissions, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(e, dict) for e in given):
        raise role_refusals.invalid_definition("'permissions' is a list of one or more objects")
    return tuple(_entry(each) for each in given)


def _entry(given: Mapping[str, Any]) -> RolePermissions:
    actions, not_actions, data_actions, not_data_actions = (
        _strings(given.get(name) or [], f"permissions.{name}") for name in _PATTERNS
    )
    return RolePermissions(
        actions=actions,
        not_actions=not_actions,
        data_actions=data_actions,
        not_data_actions=not_data_actions,
        condition=_text(given, "condition") or None,
        condition_version=_text(given, "conditionVersion") or None,
    )


def _scopes(given: Any) -> tuple[str, ...]:
    scopes = _strings(given, "assignableScopes")
    if not scopes:
        raise role_refusals.invalid_definition("'assignableScopes' names one or more scopes")
    for each in scopes:
        if _SCOPE.fullmatch(each) is None:
            raise role_refusals.invalid_definition(
                f"'{each[:300]}' of 'assignableScopes' is no scope: it is a subscription, a "
                "resource group, a resource or a management group, without '*'"
            )
    return scopes


def _strings(given: Any, name: str) -> tuple[str, ...]:
    if (
        not isinstance(given, list)
        or len(given) > _LONGEST
        or not all(isinstance(each, str) and 0 < len(each) <= _LONGEST for each in given)
    ):
        raise role_refusals.invalid_definition(f"'{name}' is a list of strings")
    return tuple(given)
