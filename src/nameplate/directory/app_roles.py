"""App roles: who was given which role of which application."""

import secrets
from collections.abc import Sequence
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import BadRequest
from nameplate.core.work import UnitOfWork
from nameplate.directory.cached import CachedRead
from nameplate.directory.protocols import AppRoleRecords
from nameplate.directory.records import AppRoleAssignment, MemberType

DEFAULT_ACCESS: Final = "00000000-0000-0000-0000-000000000000"
"""The role of who is assigned to an application that has none for them."""


class AppRoles:
    """What a principal was given is memory when warm."""

    def __init__(self, records: AppRoleRecords, clock: Clock, epoch: ChangeEpoch) -> None:
        self._app_role_records = records
        self._clock = clock
        self._app_roles_of = CachedRead(records.list_app_roles_of, epoch)

    async def app_roles_of(self, principal_id: str) -> Sequence[AppRoleAssignment]:
        """What a principal was given itself, at every application."""
        return await self._app_roles_of.get(principal_id)

    async def app_roles_for(self, resource_id: str) -> Sequence[AppRoleAssignment]:
        """What was given at an application, by its service principal."""
        return await self._app_role_records.list_app_roles_for(resource_id)

    def assign_app_role(
        self,
        work: UnitOfWork,
        *,
        principal_id: str,
        principal_type: MemberType,
        resource_id: str,
        app_role_id: str,
    ) -> AppRoleAssignment:
        """Give a principal a role of an application."""
        assignment = AppRoleAssignment(
            assignment_id=secrets.token_urlsafe(32),
            principal_id=principal_id,
            principal_type=principal_type,
            resource_id=resource_id,
            app_role_id=app_role_id,
            created=self._clock.now(),
        )
        self._app_role_records.save_app_role(work, assignment)
        return assignment

    def withdraw_app_role(self, work: UnitOfWork, assignment_id: str) -> None:
        self._app_role_records.delete_app_role(work, assignment_id)


def already_assigned() -> BadRequest:
    return BadRequest(
        "Request_BadRequest", "Permission being assigned already exists on the object"
    )
