"""What the records of roles must do: one name a role, one assignment a who, where and which."""

from dataclasses import replace

import pytest

from nameplate.authorization.built_in_roles import OWNER
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from nameplate.core.errors import NameplateError
from tests.conformance.stores import Store

GROUP = "/subscriptions/s/resourceGroups/Local"
KEY = GROUP.lower()
ROLE = RoleDefinition(
    id="role-1",
    name="Restarter",
    description=None,
    permissions=(
        RolePermissions(actions=("Microsoft.Web/sites/*/read", "*/restart/action")),
        RolePermissions(data_actions=("x/*",), not_data_actions=("x/y",), condition="c"),
    ),
    assignable_scopes=(GROUP, "/subscriptions/other"),
    created=1.5,
    updated=2.5,
    created_by="maker",
    updated_by="changer",
)
GIVEN = RoleAssignment(
    name="assignment-1",
    scope=GROUP,
    role_id=ROLE.id,
    principal_id="principal-1",
    principal_type="ServicePrincipal",
    condition="c",
    condition_version="2.0",
    description="for the tests",
    created=1.5,
    updated=2.5,
    created_by="maker",
    updated_by="changer",
)


def at(scope: str, *, name: str = "assignment-2") -> RoleAssignment:
    """The same role, elsewhere."""
    return replace(GIVEN, name=name, scope=scope)


async def give(store: Store, *assignments: RoleAssignment) -> None:
    for each in assignments:
        work = store.units.begin()
        store.roles.save_assignment(work, each)
        await work.commit()


async def define(store: Store, definition: RoleDefinition = ROLE) -> None:
    await store.write(lambda work: store.roles.save_definition(work, definition))


class RolesKit:
    """``RoleRecords``."""

    async def test_a_role_is_kept_whole(self, store: Store) -> None:
        await define(store)
        assert await store.roles.definitions() == (ROLE,)

    async def test_roles_come_by_name(self, store: Store) -> None:
        await define(store)
        await define(store, replace(ROLE, id="role-0", name="a role"))
        assert [each.name for each in await store.roles.definitions()] == ["a role", "Restarter"]

    async def test_a_role_is_changed_under_its_id(self, store: Store) -> None:
        await define(store)
        changed = replace(ROLE, name="RESTARTER", permissions=())
        await define(store, changed)
        assert await store.roles.definitions() == (changed,)

    async def test_two_roles_share_no_name(self, store: Store) -> None:
        await define(store)
        with pytest.raises(NameplateError) as created:
            await define(store, replace(ROLE, id="role-2", name="restarter"))
        await define(store, replace(ROLE, id="role-2", name="other"))
        with pytest.raises(NameplateError) as updated:
            await define(store, replace(ROLE, id="role-2", name="restarter"))
        assert {created.value.code, updated.value.code} == {"RoleDefinitionWithSameNameExists"}
        assert "cannot be updated" in updated.value.message

    async def test_a_role_that_somebody_has_stays(self, store: Store) -> None:
        await define(store)
        await give(store, GIVEN)
        with pytest.raises(NameplateError) as refused:
            await store.write(lambda work: store.roles.delete_definition(work, ROLE.id))
        assert refused.value.code == "RoleDefinitionHasAssignments"
        await store.write(lambda work: store.roles.delete_assignment(work, GIVEN.name))
        await store.write(lambda work: store.roles.delete_definition(work, ROLE.id))
        assert await store.roles.definitions() == ()

    async def test_an_assignment_is_kept_whole(self, store: Store) -> None:
        await give(store, GIVEN)
        assert await store.roles.find_assignment(GIVEN.name) == GIVEN
        assert await store.roles.assignments_of(GIVEN.principal_id) == (GIVEN,)
        assert await store.roles.assignments_of("principal-2") == ()
        assert await store.roles.find_assignment("assignment-9") is None

    async def test_what_it_says_beside_may_change(self, store: Store) -> None:
        changed = replace(GIVEN, description="another", updated=9.0)
        await give(store, GIVEN, changed)
        assert await store.roles.find_assignment(GIVEN.name) == changed

    @pytest.mark.parametrize(
        "changed",
        [
            replace(GIVEN, scope="/subscriptions/s"),
            replace(GIVEN, principal_id="principal-2"),
            replace(GIVEN, role_id=OWNER),
        ],
    )
    async def test_who_where_and_which_may_not(self, store: Store, changed: RoleAssignment) -> None:
        await give(store, GIVEN)
        with pytest.raises(NameplateError) as refused:
            await give(store, changed)
        assert refused.value.code == "RoleAssignmentUpdateNotPermitted"
        assert await store.roles.find_assignment(GIVEN.name) == GIVEN

    async def test_the_same_is_given_once(self, store: Store) -> None:
        await give(store, GIVEN)
        with pytest.raises(NameplateError) as refused:
            await give(store, at(KEY.upper()))
        assert refused.value.code == "RoleAssignmentExists"
        assert await store.roles.assignments_at((KEY,)) == (GIVEN,)

    async def test_scopes_are_found_exactly_and_from_above(self, store: Store) -> None:
        vault = at(f"{GROUP}/providers/p/vaults/v")
        beside = at(f"{GROUP}x", name="assignment-3")
        root = at("/", name="assignment-4")
        await give(store, GIVEN, vault, beside, root)
        roles = store.roles
        assert await roles.assignments_at((KEY, "/")) == (GIVEN, root)
        assert await roles.assignments_within(KEY) == (GIVEN, vault)
        assert await roles.assignments_within(vault.scope_key) == (vault,)
        assert await roles.assignments_within("/") == (GIVEN, vault, beside, root)
        assert await roles.assignments_at(()) == ()

    async def test_what_is_gone_takes_its_assignments_along(self, store: Store) -> None:
        vault = at(f"{GROUP}/providers/p/vaults/v")
        beside = at(f"{GROUP}x", name="assignment-3")
        await give(store, GIVEN, vault, beside)
        await store.write(lambda work: store.roles.delete_within(work, KEY))
        assert await store.roles.assignments_within("/") == (beside,)

    async def test_a_change_moves_the_epoch(self, store: Store) -> None:
        before = store.epoch.value
        await give(store, GIVEN)
        given = store.epoch.value
        await store.write(lambda work: store.roles.delete_assignment(work, GIVEN.name))
        assert before < given < store.epoch.value
