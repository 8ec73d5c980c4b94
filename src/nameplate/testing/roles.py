"""Role assignments of a test."""

from typing import Final
from uuid import uuid4

from nameplate.testing.service import Service

_VERSION: Final = "2022-04-01"
_PROVIDER: Final = "providers/Microsoft.Authorization"


def assign_role(
    service: Service,
    role: str,
    scope: str,
    *,
    principal_id: str,
    principal_type: str = "ServicePrincipal",
) -> None:
    """Assign a role, by its name, at an ARM id. Raises LookupError for one that there is not."""
    path = f"{service.group}/{_PROVIDER}/roleDefinitions"
    found = service.arm("GET", path, version=_VERSION)["value"]
    named = {each["properties"]["roleName"].casefold(): each["id"] for each in found}
    if role.casefold() not in named:
        raise LookupError(f"there is no role {role!r}")
    properties = {
        "roleDefinitionId": named[role.casefold()],
        "principalId": principal_id,
        "principalType": principal_type,
    }
    path = f"{scope}/{_PROVIDER}/roleAssignments/{uuid4()}"
    service.arm("PUT", path, {"properties": properties}, version=_VERSION)
