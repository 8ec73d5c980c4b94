"""Who runs as whom: the identities of a resource, and the bindings of its processes."""

import secrets
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import NotFound
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.hashing import KeyedHash, new_header_secret
from nameplate.directory.cached import CachedRead
from nameplate.directory.protocols import WorkloadRecords
from nameplate.directory.records import IdentityAssignment, WorkloadBinding

_MARK: Final = "@"


class Workloads:
    """Assignments and bindings; both are memory when warm.

    A header secret is found by its keyed hash and is never kept. A lease is over when its time
    has come: nothing has to sweep it first.
    """

    def __init__(
        self, records: WorkloadRecords, keyed_hash: KeyedHash, clock: Clock, epoch: ChangeEpoch
    ) -> None:
        self._workload_records = records
        self._keyed_hash = keyed_hash
        self._clock = clock
        self._assignments = CachedRead(records.find_assignment, epoch)
        self._bindings = CachedRead(records.find_binding_by_digest, epoch)

    async def assignment(self, resource_id: str) -> IdentityAssignment | None:
        """The identities of a resource, or ``None`` when it has none."""
        return await self._assignments.get(resource_id.lower())

    async def assigned_to(self, identity_id: str) -> Sequence[IdentityAssignment]:
        """The assignments that have a user-assigned identity, by resource."""
        return await self._workload_records.list_assignments_of("", identity_id.lower())

    def assign(self, work: UnitOfWork, assignment: IdentityAssignment) -> None:
        """Give a resource these identities and no others; none at all ends the assignment."""
        if assignment.system_assigned is None and not assignment.user_assigned:
            self.unassign(work, assignment.resource_id)
        else:
            self._workload_records.save_assignment(work, assignment)

    def unassign(self, work: UnitOfWork, resource_id: str) -> None:
        self._workload_records.delete_assignment(work, resource_id.lower())

    def bind_workload(
        self,
        work: UnitOfWork,
        resource_id: str,
        *,
        expires: float | None,
        hosts: Sequence[str] = (),
        secret: SecretValue | None = None,
    ) -> tuple[WorkloadBinding, SecretValue]:
        """A new process of a resource, and the header secret that it will show.

        ``hosts``: the names under which alone it is good, for a process that is not on this
        machine's loopback; each name has a binding, the first of which is returned. ``secret``: one
        that was made before, by ``new_header_secret``.
        """
        secret = secret or new_header_secret()
        bindings = [
            WorkloadBinding(
                binding_id=str(uuid4()),
                digest=self._keyed_hash.digest(shown),
                resource_id=resource_id,
                created=self._clock.now(),
                expires=expires,
            )
            for shown in [_at(secret.reveal(), host) for host in hosts] or [secret.reveal()]
        ]
        for binding in bindings:
            self._workload_records.save_binding(work, binding)
        return bindings[0], secret

    async def binding(self, binding_id: str) -> WorkloadBinding | None:
        """A binding by its id, unless its lease is over."""
        found = await self._workload_records.find_binding(binding_id)
        return None if found is None or found.expired(self._clock.now()) else found

    async def renew_binding(self, work: UnitOfWork, binding_id: str, expires: float | None) -> None:
        """Move the end of a lease. A lease that is over cannot be renewed: NotFound."""
        if await self.binding(binding_id) is None:
            raise no_such_binding(binding_id)
        self._workload_records.renew_binding(work, binding_id, expires)

    async def unbind(self, work: UnitOfWork, binding_id: str) -> None:
        """End a binding: its secret is worth nothing once the unit is committed."""
        self._workload_records.delete_binding(work, binding_id)

    def unbind_all(self, work: UnitOfWork, resource_id: str) -> None:
        """End every binding of a resource, as when it is deleted."""
        self._workload_records.delete_bindings_of(work, resource_id.lower())

    def sweep_bindings(self, work: UnitOfWork) -> None:
        """Forget bindings whose lease is over; only for tidiness."""
        self._workload_records.delete_expired_bindings(work, self._clock.now())

    async def binding_of(self, secret: str, *, host: str | None = None) -> WorkloadBinding | None:
        """The live binding that a header secret proves, under a name where it has names."""
        if _MARK in secret:
            return None
        digest = self._keyed_hash.digest(secret if host is None else _at(secret, host))
        now = self._clock.now()
        found = await self._bindings.get(digest)
        if found is not None and found.expired(now):
            found = await self._bindings.read_again(digest)
        if found is None or found.expired(now):
            return None
        return found if secrets.compare_digest(found.digest, digest) else None


def _at(secret: str, host: str) -> str:
    """What is hashed of a secret that is good under one name: the name is in the hash alone."""
    return f"{secret}{_MARK}{host.lower()}"


def no_such_binding(binding_id: str) -> NotFound:
    return NotFound("BindingNotFound", f"The workload binding '{binding_id[:100]}' is not there.")
