"""Role assignments that were needed, in words that can be applied: az, ARM, Bicep. Pure.

Each scope gets the smallest built-in roles that give what was used there; a role of exactly that
is the alternative, and the only way where no built-in roles give all of it.
"""

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.resource_id import ResourceId
from nameplate.grants.identity_names import AppName, IdentityName
from nameplate.grants.literals import arm_text, bicep_text

_ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
_DEFINITIONS: Final = "Microsoft.Authorization/roleDefinitions"
_VERSION: Final = "2022-04-01"
_SITES_VERSION: Final = "2023-12-01"
_EXISTING_VERSION: Final = {"Microsoft.KeyVault/vaults": "2023-07-01"}
_OTHER_VERSION: Final = "2021-04-01"


@dataclass(frozen=True, slots=True)
class ScopedRoles:
    """What one principal needs at one scope."""

    scope: str
    actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    """Ids and names of built-in roles."""

    @property
    def custom_name(self) -> str:
        """What a role of exactly this would be called."""
        return f"What was used at {self.scope.rpartition('/')[2]}"

    @property
    def custom(self) -> dict[str, Any]:
        """A role of exactly this, in the form of ``az role definition create``."""
        return {
            "Name": self.custom_name,
            "Actions": list(self.actions),
            "DataActions": list(self.data_actions),
            "AssignableScopes": [_group_of(self.scope)],
        }


def read_role_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[ScopedRoles, ...]:
    """The API's rows (``scope``, ``actions``, ``dataActions``, ``roles``)."""
    return tuple(
        ScopedRoles(
            row["scope"],
            tuple(row["actions"]),
            tuple(row["dataActions"]),
            tuple((role["id"], role["name"]) for role in row["roles"]),
        )
        for row in rows
    )


def az_role_commands(needed: Sequence[ScopedRoles], who: IdentityName) -> str:
    """A command for each role; the exact role beside it, as a comment."""
    return "".join(line for entry in needed for line in _az_lines(entry, who))


def _az_lines(entry: ScopedRoles, who: IdentityName) -> Iterable[str]:
    define = f"az role definition create --role-definition {shlex.quote(json.dumps(entry.custom))}"
    for _, name in entry.roles:
        yield f"{_az_assign(entry, who, name)}\n"
    if not entry.roles:
        yield f"{define}\n{_az_assign(entry, who, entry.custom_name)}\n"
        return
    yield f"# or a role of exactly what was used:\n# {define}\n"
    yield f"# {_az_assign(entry, who, entry.custom_name)}\n"


def _az_assign(entry: ScopedRoles, who: IdentityName, role: str) -> str:
    return (
        f"az role assignment create --assignee-object-id {who.value} "
        f"--assignee-principal-type {who.principal_type} --role {shlex.quote(role)} "
        f"--scope {shlex.quote(entry.scope)}"
    )


def arm_role_resources(needed: Sequence[ScopedRoles], who: IdentityName) -> list[dict[str, Any]]:
    """Resources for a template's ``resources``."""
    return [resource for entry in needed for resource in _arm_resources(entry, who)]


def arm_role_fragment(needed: Sequence[ScopedRoles], who: IdentityName) -> str:
    """The same as text."""
    return json.dumps(arm_role_resources(needed, who), indent=2) + "\n"


def _arm_resources(entry: ScopedRoles, who: IdentityName) -> Iterable[dict[str, Any]]:
    for role, _ in entry.roles:
        yield _arm_assignment(entry, who, f"subscriptionResourceId('{_DEFINITIONS}', '{role}')")
    if not entry.roles:
        name = f"guid({arm_text(entry.custom_name)})"
        yield {
            "type": _DEFINITIONS,
            "apiVersion": _VERSION,
            "name": f"[{name}]",
            "properties": _custom_properties(entry),
        }
        role = f"resourceId('{_DEFINITIONS}', {name})"
        yield {**_arm_assignment(entry, who, role), "dependsOn": [f"[{role}]"]}


def _arm_assignment(entry: ScopedRoles, who: IdentityName, role: str) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "type": _ASSIGNMENTS,
        "apiVersion": _VERSION,
        "name": f"[guid({arm_text(entry.scope)}, {who.arm_id}, {role})]",
        "properties": {
            "roleDefinitionId": f"[{role}]",
            "principalId": f"[{who.arm}]",
            "principalType": who.principal_type,
        },
    }
    parsed = ResourceId.parse(entry.scope)
    if parsed.namespace is not None:
        texts = (parsed.resource_group or "", parsed.type, *parsed.names)
        resource["scope"] = f"[resourceId({', '.join(arm_text(each) for each in texts)})]"
    return resource


def bicep_role_fragment(needed: Sequence[ScopedRoles], app: AppName) -> str:
    """The same in Bicep, with the app and the scopes as existing resources."""
    site = (
        f"resource app 'Microsoft.Web/sites@{_SITES_VERSION}' existing = {{\n"
        f"  name: {bicep_text(app.name)}\n  scope: resourceGroup({bicep_text(app.group)})\n}}\n"
    )
    return "\n".join((site, *(part for entry in needed for part in _bicep_parts(entry))))


def _bicep_parts(entry: ScopedRoles) -> Iterable[str]:
    parsed = ResourceId.parse(entry.scope)
    symbol = _symbol(parsed.name)
    if parsed.namespace is not None:
        version = _EXISTING_VERSION.get(parsed.type, _OTHER_VERSION)
        head = f"resource {symbol} '{parsed.type}@{version}' existing"
        yield f"{head} = {{\n  name: {bicep_text(parsed.name)}\n}}\n"
    for number, (role, name) in enumerate(entry.roles):
        role_id = f"subscriptionResourceId('{_DEFINITIONS}', '{role}')"
        yield _bicep_assignment(entry, f"{symbol}Role{number}", role_id, name)
    if not entry.roles:
        yield (
            f"resource {symbol}Custom '{_DEFINITIONS}@{_VERSION}' = {{\n"
            f"  name: guid({bicep_text(entry.custom_name)})\n"
            f"  properties: {_bicep(_custom_properties(entry), 2)}\n}}\n"
        )
        yield _bicep_assignment(entry, f"{symbol}Role", f"{symbol}Custom.id", entry.custom_name)


def _bicep_assignment(entry: ScopedRoles, symbol: str, role: str, name: str) -> str:
    parsed = ResourceId.parse(entry.scope)
    scope = f"  scope: {_symbol(parsed.name)}\n" if parsed.namespace is not None else ""
    return (
        f"// {name}\n"
        f"resource {symbol} '{_ASSIGNMENTS}@{_VERSION}' = {{\n"
        f"  name: guid({bicep_text(entry.scope)}, app.id, {role})\n"
        f"{scope}"
        "  properties: {\n"
        f"    roleDefinitionId: {role}\n"
        "    principalId: app.identity.principalId\n"
        "    principalType: 'ServicePrincipal'\n"
        "  }\n"
        "}\n"
    )


def _bicep(value: Any, indent: int) -> str:
    """JSON's values as Bicep spells them."""
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        lines = "".join(f"{pad}{key}: {_bicep(each, indent + 2)}\n" for key, each in value.items())
        return f"{{\n{lines}{' ' * indent}}}"
    if isinstance(value, list):
        return f"[{', '.join(_bicep(each, indent) for each in value)}]"
    return bicep_text(str(value))


def _custom_properties(entry: ScopedRoles) -> dict[str, Any]:
    custom = entry.custom
    return {
        "roleName": custom["Name"],
        "type": "CustomRole",
        "permissions": [{"actions": custom["Actions"], "dataActions": custom["DataActions"]}],
        "assignableScopes": custom["AssignableScopes"],
    }


def _group_of(scope: str) -> str:
    """A custom role is assignable in a group, not at one resource."""
    return "/".join(scope.split("/")[:5]) or "/"


def _symbol(name: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", name)
    return "scope" + "".join(word[:1].upper() + word[1:] for word in words)


ROLE_FORMATS: Final = {
    "az": az_role_commands,
    "arm": arm_role_fragment,
    "bicep": bicep_role_fragment,
}
