"""``Microsoft.Authorization/permissions``: what the caller may do at a scope, role by role.

"Permissions - List For Resource Group" (2022-04-01): the permissions of every role that the caller
has there, also through groups and from above. Clients hide by it what would be refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.authorization.role_definition import RolePermissions
from nameplate.core.principal import Principal
from nameplate.providers.role_documents import permissions
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_PERMISSIONS: Final = ResourceType(
    name="Microsoft.Authorization/permissions",
    api_versions=("2022-04-01", "2018-07-01", "2015-07-01"),
    level=Level.ANY,
    ordered=True,
)


class Holdings(Protocol):
    """What principals hold (``authorization.Authorizer``)."""

    async def permissions_at(
        self, principal: Principal, scope: str
    ) -> tuple[RolePermissions, ...]: ...


@dataclass(frozen=True, slots=True)
class Permissions:
    """A list that is another for each caller."""

    holdings: Holdings
    type: ResourceType = _PERMISSIONS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        held = await self.holdings.permissions_at(turn.caller, target.scope)
        return [permissions(each) for each in held]
