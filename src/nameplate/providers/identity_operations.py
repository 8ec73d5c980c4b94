"""``/providers/Microsoft.ManagedIdentity/operations``: what there is to be permitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_OPERATIONS: Final = ResourceType(
    name="Microsoft.ManagedIdentity/operations",
    api_versions=("2025-05-31-preview", "2024-11-30", "2023-01-31", "2018-11-30"),
    level=Level.TENANT,
    open=True,
)
_NAMESPACE: Final = "Microsoft.ManagedIdentity"
_USER: Final = "User Assigned Identities"
_TRUST: Final = "Federated Identity Credentials"
_KNOWN: Final = (
    ("identities/read", "System Assigned Identities", "Get System Assigned Identity"),
    ("operations/read", "Managed Identity operations", "List Managed Identity operations"),
    ("userAssignedIdentities/read", _USER, "Get User Assigned Identity"),
    ("userAssignedIdentities/write", _USER, "Create/Update User Assigned Identity"),
    ("userAssignedIdentities/delete", _USER, "Delete User Assigned Identity"),
    ("userAssignedIdentities/assign/action", _USER, "Assign User Assigned Identity"),
    (
        "userAssignedIdentities/listAssociatedResources/action",
        _USER,
        "List associated resources for User Assigned Identity",
    ),
    (
        "userAssignedIdentities/federatedIdentityCredentials/read",
        _TRUST,
        "Get or list Federated Identity Credentials",
    ),
    (
        "userAssignedIdentities/federatedIdentityCredentials/write",
        _TRUST,
        "Add or update Federated Identity Credential",
    ),
    (
        "userAssignedIdentities/federatedIdentityCredentials/delete",
        _TRUST,
        "Delete Federated Identity Credential",
    ),
)


@dataclass(frozen=True, slots=True)
class IdentityOperations:
    """A list by name; clients show it to whoever writes a role."""

    type: ResourceType = _OPERATIONS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [
            {
                "name": f"{_NAMESPACE}/{name}",
                "display": {
                    "provider": "Microsoft Managed Identity",
                    "resource": resource,
                    "operation": operation,
                    "description": operation,
                },
            }
            for name, resource, operation in _KNOWN
        ]
