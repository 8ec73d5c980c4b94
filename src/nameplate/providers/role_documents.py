"""Roles and assignments in ARM's words: members and their order as recorded (``wire.md`` 27)."""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from nameplate.core.clock import iso8601

DEFINITIONS: Final = "Microsoft.Authorization/roleDefinitions"
ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
VOLATILE: Final = ("createdOn", "updatedOn", "createdBy", "updatedBy")
"""What says only when and by whom."""
_EXTENDED_SINCE: Final = "2020-04-01"
_UNEVALUATED: Final = (
    "The condition is kept and not evaluated here: of the role, this assignment grants no data "
    "actions, and neither the giving of roles nor their taking away."
)
_DELEGATION_UNTIL: Final = "2019-01-01"


def definition_id(role_id: str, scope: str, subscription: str) -> str:
    """A role's id as seen from a scope: below the subscription, or below the tenant."""
    within = scope.lower().startswith("/subscriptions/")
    return f"{subscription if within else ''}/providers/{DEFINITIONS}/{role_id}"


def definition(role: RoleDefinition, role_id: str, *, written: bool = False) -> dict[str, Any]:
    """A role; the answer to a PUT does not yet say who created it."""
    return {
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole" if role.built_in else "CustomRole",
            "description": role.description,
            "assignableScopes": list(role.assignable_scopes),
            "permissions": [permissions(each) for each in role.permissions],
            "createdOn": iso8601(role.created),
            "updatedOn": iso8601(role.updated),
            "createdBy": None if written else role.created_by,
            "updatedBy": role.updated_by,
        },
        "id": role_id,
        "type": DEFINITIONS,
        "name": role.id,
    }


def permissions(entry: RolePermissions) -> dict[str, Any]:
    """One entry of ``permissions``."""
    document: dict[str, Any] = {
        "actions": list(entry.actions),
        "notActions": list(entry.not_actions),
        "dataActions": list(entry.data_actions),
        "notDataActions": list(entry.not_data_actions),
    }
    if entry.condition is not None:
        document["condition"] = entry.condition
        document["conditionVersion"] = entry.condition_version
    return document


def assignment(
    given: RoleAssignment,
    role_id: str,
    *,
    api_version: str,
    written: bool = False,
    unresolved: str = "",
) -> dict[str, Any]:
    """An assignment; ``unresolved`` says why it grants nothing here, and is ours alone.

    So is ``unevaluated``, which says what an assignment with a condition does not grant.
    """
    properties: dict[str, Any] = {
        "roleDefinitionId": role_id,
        "principalId": given.principal_id,
        "principalType": given.principal_type,
        "scope": given.scope,
    }
    extended = api_version >= _EXTENDED_SINCE
    if extended:
        properties["condition"] = given.condition
        properties["conditionVersion"] = given.condition_version
    properties.update(_history(given, written=written))
    if extended:
        properties["delegatedManagedIdentityResourceId"] = given.delegated_identity
        properties["description"] = given.description
    elif given.can_delegate is not None and api_version < _DELEGATION_UNTIL:
        properties["canDelegate"] = given.can_delegate
    document = {
        "properties": properties,
        "id": given.id,
        "type": ASSIGNMENTS,
        "name": given.name,
    }
    if unresolved:
        document["unresolved"] = unresolved
    if given.condition is not None:
        document["unevaluated"] = _UNEVALUATED
    return document


def _history(given: RoleAssignment, *, written: bool) -> Mapping[str, Any]:
    return {
        "createdOn": iso8601(given.created),
        "updatedOn": iso8601(given.updated),
        "createdBy": None if written else given.created_by,
        "updatedBy": given.updated_by,
    }
