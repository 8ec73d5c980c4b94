"""Custom roles and role assignments in dictionaries."""

from collections.abc import Callable, Sequence
from typing import Any

from nameplate.authorization import role_refusals
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import ROOT
from nameplate.core.work import UnitOfWork


class FakeRoleRecords:
    """Keeps them by id and name; ``reads`` counts how often a principal's were asked for."""

    def __init__(self) -> None:
        self.roles: dict[str, RoleDefinition] = {}
        self.kept: dict[str, RoleAssignment] = {}
        self.reads = 0

    async def definitions(self) -> tuple[RoleDefinition, ...]:
        return tuple(sorted(self.roles.values(), key=lambda each: each.name.lower()))

    def save_definition(self, work: UnitOfWork, definition: RoleDefinition) -> None:
        def write(_transaction: Any) -> None:
            for each in self.roles.values():
                if each.name.lower() == definition.name.lower() and each.id != definition.id:
                    raise role_refusals.same_name(update=definition.id in self.roles)
            self.roles[definition.id] = definition

        work.add(write)

    def delete_definition(self, work: UnitOfWork, role_id: str) -> None:
        def write(_transaction: Any) -> None:
            if any(each.role_id == role_id for each in self.kept.values()):
                raise role_refusals.role_in_use()
            self.roles.pop(role_id, None)

        work.add(write)

    async def find_assignment(self, name: str) -> RoleAssignment | None:
        return self.kept.get(name)

    async def assignments_of(self, principal_id: str) -> tuple[RoleAssignment, ...]:
        self.reads += 1
        return self._those(lambda each: each.principal_id == principal_id)

    async def assignments_at(self, scopes: Sequence[str]) -> tuple[RoleAssignment, ...]:
        return self._those(lambda each: each.scope_key in scopes)

    async def assignments_within(self, scope: str) -> tuple[RoleAssignment, ...]:
        return self._those(lambda each: _within(each, scope))

    def save_assignment(self, work: UnitOfWork, assignment: RoleAssignment) -> None:
        def write(_transaction: Any) -> None:
            held = self.kept.get(assignment.name)
            if held is not None and held.what != assignment.what:
                raise role_refusals.update_not_permitted()
            for each in self.kept.values():
                if each.what == assignment.what and each.name != assignment.name:
                    raise role_refusals.assignment_exists(each.name)
            self.kept[assignment.name] = assignment

        work.add(write)

    def delete_assignment(self, work: UnitOfWork, name: str) -> None:
        def write(_transaction: Any) -> None:
            self.kept.pop(name, None)

        work.add(write)

    def delete_within(self, work: UnitOfWork, scope: str) -> None:
        def write(_transaction: Any) -> None:
            for each in self._those(lambda one: _within(one, scope)):
                del self.kept[each.name]

        work.add(write)

    def _those(self, wanted: Callable[[RoleAssignment], bool]) -> tuple[RoleAssignment, ...]:
        found = [each for each in self.kept.values() if wanted(each)]
        return tuple(sorted(found, key=lambda each: each.name))


def _within(assignment: RoleAssignment, scope: str) -> bool:
    key = assignment.scope_key
    return scope in (ROOT, key) or key.startswith(f"{scope}/")
