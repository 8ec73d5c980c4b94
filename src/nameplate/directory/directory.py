"""The directory as one service: what the other rooms hold."""

from dataclasses import replace

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.hashing import KeyedHash
from nameplate.crypto.passwords import COST
from nameplate.directory.app_roles import AppRoles
from nameplate.directory.credentials import Credentials
from nameplate.directory.federation import Federation
from nameplate.directory.groups import Groups
from nameplate.directory.passwords import Passwords
from nameplate.directory.principals import Principals
from nameplate.directory.protocols import DirectoryRecords
from nameplate.directory.records import Group, MemberType, ServicePrincipal, User
from nameplate.directory.refresh_tokens import RefreshTokens
from nameplate.directory.workloads import Workloads


class Directory(
    Principals, Passwords, Groups, AppRoles, Credentials, Federation, RefreshTokens, Workloads
):
    """The sum of eight files, and what concerns more than one of them."""

    def __init__(
        self,
        records: DirectoryRecords,
        keyed_hash: KeyedHash,
        clock: Clock,
        epoch: ChangeEpoch,
        *,
        password_cost: int = COST,
    ) -> None:
        Principals.__init__(self, records, clock, epoch)
        Passwords.__init__(self, records, keyed_hash, clock, cost=password_cost)
        Groups.__init__(self, records, clock, epoch)
        AppRoles.__init__(self, records, clock, epoch)
        Credentials.__init__(self, records, keyed_hash, clock, epoch)
        Federation.__init__(self, records, clock, epoch)
        RefreshTokens.__init__(self, records, keyed_hash, clock)
        Workloads.__init__(self, records, keyed_hash, clock, epoch)
        self._records = records

    async def object(self, object_id: str) -> ServicePrincipal | User | Group | None:
        """What may be given something: a principal, or a group."""
        return await self.principal(object_id) or await self.group(object_id)

    async def delete_service_principal(self, work: UnitOfWork, object_id: str) -> None:
        """Delete a service principal and its application.

        It is in no group any more, and no app role is its own or given at it. Its credentials go
        too and no resource is assigned it. Its tokens end, because ``principal`` does not find
        it. One that is not there is no error.
        """
        found = await self._records.find_service_principal(object_id)
        if found is None:
            return
        self._records.delete_service_principal(work, found.object_id)
        self._records.delete_application(work, found.app_id)
        self._records.delete_credentials(work, found.app_id)
        self._forget(work, found.object_id)
        await self._end_assignments(work, found)

    def delete_instance(self, work: UnitOfWork, object_id: str) -> None:
        """Delete the service principal of an application, which stays without one."""
        self._records.delete_service_principal(work, object_id)
        self._forget(work, object_id)

    async def delete_user(self, work: UnitOfWork, object_id: str) -> None:
        """Delete a user, what proves them and what keeps them signed in."""
        self._records.delete_user(work, object_id)
        self._records.delete_credentials(work, object_id)
        self._records.delete_password(work, object_id)
        self._records.delete_refresh_tokens_of(work, object_id)
        self._forget(work, object_id)

    def delete_group(self, work: UnitOfWork, object_id: str) -> None:
        """Delete a group: who was in it has no longer what it was given."""
        self._records.delete_group(work, object_id)
        self._forget(work, object_id)

    async def change_password(self, work: UnitOfWork, user_id: str, password: SecretValue) -> None:
        """Give a user another password: whoever knew the old one is signed out."""
        await self.set_password(work, user_id, password)
        self.revoke_refresh_tokens_of(work, user_id)

    async def set_enabled(self, work: UnitOfWork, object_id: str, *, enabled: bool) -> None:
        """Switch a principal on or off; off ends its tokens, and of a user every sign-in."""
        await super().set_enabled(work, object_id, enabled=enabled)
        if not enabled:
            self.revoke_refresh_tokens_of(work, object_id)

    def _forget(self, work: UnitOfWork, object_id: str) -> None:
        self._records.delete_memberships(work, object_id)
        self._records.delete_app_roles(work, object_id)

    async def _end_assignments(self, work: UnitOfWork, principal: ServicePrincipal) -> None:
        key = None if principal.resource_id is None else principal.resource_id.lower()
        for held in await self._records.list_assignments_of(principal.object_id, key):
            system = None if held.system_assigned == principal.object_id else held.system_assigned
            others = tuple(each for each in held.user_assigned if each.lower() != key)
            self.assign(work, replace(held, system_assigned=system, user_assigned=others))


def member_type(found: ServicePrincipal | User | Group) -> MemberType:
    """What kind of thing it is, in Graph's and Azure's words."""
    if isinstance(found, Group):
        return MemberType.GROUP
    return MemberType.USER if isinstance(found, User) else MemberType.SERVICE_PRINCIPAL
