"""Who has which role where, and how that is kept: ``Microsoft.Authorization/roleAssignments``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import ROOT, scope_key
from nameplate.core.work import UnitOfWork

TYPE: Final = "Microsoft.Authorization/roleAssignments"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssignment:
    """A role given to a principal at a scope."""

    name: str
    """A GUID in lower case; no other assignment of the tenant has it."""
    scope: str
    """As it was given, without a slash at its end; ``/`` is the tenant's root."""
    role_id: str
    """The definition's GUID, in lower case."""
    principal_id: str
    principal_type: str
    """``User``, ``Group``, ``ServicePrincipal``..., in Azure's casing."""
    condition: str | None = None
    condition_version: str | None = None
    description: str | None = None
    delegated_identity: str | None = None
    can_delegate: bool | None = None
    """Only what 2018-09-01-preview's callers gave: kept and shown, without a meaning."""
    created: float = 0.0
    updated: float = 0.0
    created_by: str | None = None
    updated_by: str | None = None

    @property
    def id(self) -> str:
        """Its ARM id."""
        scope = "" if self.scope == ROOT else self.scope
        return f"{scope}/providers/{TYPE}/{self.name}"

    @property
    def scope_key(self) -> str:
        return scope_key(self.scope)

    @property
    def what(self) -> tuple[str, str, str]:
        """What no two assignments share: where, who, which role."""
        return self.scope_key, self.principal_id, self.role_id


class RoleRecords(Protocol):
    """Where custom roles and assignments are kept. Preconditions are checked when it is written.

    Scopes in parameters are keys (``role_scopes.scope_key``).
    """

    async def definitions(self) -> tuple[RoleDefinition, ...]:
        """Every custom role, by name."""
        ...

    def save_definition(self, work: UnitOfWork, definition: RoleDefinition) -> None:
        """Insert or replace. Raises ``role_refusals.same_name`` when another has its name."""
        ...

    def delete_definition(self, work: UnitOfWork, role_id: str) -> None:
        """Remove one. Raises ``role_refusals.role_in_use`` while it is assigned."""
        ...

    async def find_assignment(self, name: str) -> RoleAssignment | None: ...

    async def assignments_of(self, principal_id: str) -> tuple[RoleAssignment, ...]:
        """Every assignment of a principal, by name."""
        ...

    async def assignments_at(self, scopes: Sequence[str]) -> tuple[RoleAssignment, ...]:
        """Every assignment at exactly one of these scopes, by name."""
        ...

    async def assignments_within(self, scope: str) -> tuple[RoleAssignment, ...]:
        """Every assignment at a scope or below it, by name; ``/`` is everywhere."""
        ...

    def save_assignment(self, work: UnitOfWork, assignment: RoleAssignment) -> None:
        """Insert, or replace what has its name and gives the same.

        Raises ``role_refusals.update_not_permitted`` when its name gives something else, and
        ``role_refusals.assignment_exists`` when another name gives the same.
        """
        ...

    def delete_assignment(self, work: UnitOfWork, name: str) -> None: ...

    def delete_within(self, work: UnitOfWork, scope: str) -> None:
        """Remove every assignment at a scope or below it, because it is gone."""
        ...
