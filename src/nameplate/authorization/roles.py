"""Role definitions and assignments: found from memory when warm, changed in a unit of work."""

from collections.abc import Mapping
from typing import Final, Protocol

from nameplate.authorization import role_refusals
from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.hierarchy import Hierarchy
from nameplate.authorization.role_assignment import RoleAssignment, RoleRecords
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import above, scope_key
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.work import UnitOfWork

Held = tuple[tuple[RoleAssignment, RoleDefinition], ...]

_ROOT_GROUP_ONLY: Final = Hierarchy()


class Hierarchies(Protocol):
    """Who knows the tree of management groups (``management_groups.ManagementGroups``)."""

    async def hierarchy(self) -> Hierarchy: ...


class Roles:
    """The roles of a tenant, and who has them."""

    def __init__(
        self, records: RoleRecords, epoch: ChangeEpoch, *, groups: Hierarchies | None = None
    ) -> None:
        """``groups`` tells the tree of management groups; without, there is only the root's."""
        self._records = records
        self._groups = groups
        self._custom: EpochCache[str, Mapping[str, RoleDefinition]] = EpochCache(epoch)
        self._held: EpochCache[str, Held] = EpochCache(epoch)

    async def hierarchy(self) -> Hierarchy:
        """What is inside which management group: assignments hold there too."""
        return _ROOT_GROUP_ONLY if self._groups is None else await self._groups.hierarchy()

    async def definition(self, role_id: str) -> RoleDefinition | None:
        """A role by its GUID."""
        key = role_id.lower()
        return built_in_roles().get(key) or (await self._own()).get(key)

    async def definitions(self) -> tuple[RoleDefinition, ...]:
        """Every role: the built-in ones, then the custom ones."""
        return (*built_in_roles().values(), *(await self._own()).values())

    def save_definition(self, work: UnitOfWork, definition: RoleDefinition) -> None:
        """Create or change a custom role. Raises for a built-in one, and for its name."""
        built_in = built_in_roles()
        if definition.id in built_in:
            raise role_refusals.built_in_role(built_in[definition.id].name)
        wanted = definition.name.lower()
        if any(each.name.lower() == wanted for each in built_in.values()):
            raise role_refusals.same_name(update=False)
        self._records.save_definition(work, definition)

    def delete_definition(self, work: UnitOfWork, definition: RoleDefinition) -> None:
        """Delete a custom role that nobody has."""
        if definition.built_in:
            raise role_refusals.built_in_role(definition.name)
        self._records.delete_definition(work, definition.id)

    async def assignment(self, name: str) -> RoleAssignment | None:
        return await self._records.find_assignment(name.lower())

    async def held(self, principal_id: str) -> Held:
        """The assignments of a principal with their roles; those of a role that is gone, not."""
        key = principal_id.lower()
        found = self._held.get(key)
        if found is None:
            seen = self._held.epoch
            assignments = await self._records.assignments_of(key)
            pairs = [(each, await self.definition(each.role_id)) for each in assignments]
            found = tuple((each, role) for each, role in pairs if role is not None)
            self._held.put(key, found, seen=seen)
        return found

    async def assignments(
        self, scope: str, *, tenant_id: str, below: bool
    ) -> tuple[RoleAssignment, ...]:
        """The assignments that hold at a scope, and, when asked, those below it."""
        at = above(scope, tenant_id=tenant_id, hierarchy=await self.hierarchy())
        found = list(await self._records.assignments_at(at))
        if below:
            found += await self._records.assignments_within(scope_key(scope))
        return tuple({each.name: each for each in found}.values())

    def assign(self, work: UnitOfWork, assignment: RoleAssignment) -> None:
        """Give a role, or change what an assignment says beside who, where and which."""
        self._records.save_assignment(work, assignment)

    def withdraw(self, work: UnitOfWork, assignment: RoleAssignment) -> None:
        """Take a role away."""
        self._records.delete_assignment(work, assignment.name)

    def forget(self, work: UnitOfWork, scope: str) -> None:
        """Remove the assignments of a resource that is gone: its name may come again."""
        self._records.delete_within(work, scope_key(scope))

    async def _own(self) -> Mapping[str, RoleDefinition]:
        held = self._custom.get("")
        if held is None:
            seen = self._custom.epoch
            held = {each.id: each for each in await self._records.definitions()}
            self._custom.put("", held, seen=seen)
        return held
