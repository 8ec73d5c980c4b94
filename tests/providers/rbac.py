"""Roles and principals for the tests of ``Microsoft.Authorization``."""

from typing import Any, Final
from uuid import uuid4

from nameplate.core.principal import Principal
from nameplate.directory.records import ServicePrincipal, ServicePrincipalType
from tests.providers.stand import STRANGER, SUB, Reply, Stand

READER: Final = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
UNKNOWN: Final = "77777777-7777-7777-7777-777777777777"
AUTHORIZATION: Final = "providers/Microsoft.Authorization"


def role_id(role: str) -> str:
    """A role's id below the subscription."""
    return f"{SUB}/{AUTHORIZATION}/roleDefinitions/{role}"


def assignment(scope: str, name: str | None = None) -> str:
    """The path of an assignment at a scope."""
    return f"{scope}/{AUTHORIZATION}/roleAssignments/{name or uuid4()}"


async def enroll(stand: Stand, object_id: str = STRANGER.object_id) -> None:
    """Make a service principal with this id."""
    principal = ServicePrincipal(
        object_id=object_id,
        app_id=STRANGER.app_id or "",
        display_name="stranger",
        type=ServicePrincipalType.APPLICATION,
        enabled=True,
        resource_id=None,
        created=0.0,
    )
    work = stand.store.units.begin()
    stand.store.directory.save_service_principal(work, principal)
    await work.commit()


async def give(
    stand: Stand,
    role: str,
    scope: str,
    *,
    to: Principal = STRANGER,
    version: str = "2022-04-01",
    **properties: Any,
) -> Reply:
    """Give a role; the operator does."""
    body = {
        "properties": {
            "roleDefinitionId": role_id(role),
            "principalId": to.object_id,
            **properties,
        }
    }
    return await stand.put(assignment(scope), body, query=f"api-version={version}")
