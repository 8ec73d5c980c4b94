"""What a role allows: the algebra of its patterns."""

from hypothesis import given, settings

from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from nameplate.authorization.wildcard import matches
from tests.authorization.policies import TENANT
from tests.authorization.roles import GROUP, SUBSCRIPTION, VAULT, actions, permissions, role, roles


@given(permissions, actions)
@settings(max_examples=100)
def test_an_entry_gives_what_it_names_and_does_not_take_away(
    entry: RolePermissions, action: str
) -> None:
    named = any(matches(each, action) for each in entry.actions)
    taken = any(matches(each, action) for each in entry.not_actions)

    assert entry.gives(action, data=False) == (named and not taken)
    assert (entry.left_out(action, data=False) is not None) == (named and taken)


@given(permissions, actions)
@settings(max_examples=100)
def test_data_actions_are_a_world_of_their_own(entry: RolePermissions, action: str) -> None:
    mirrored = RolePermissions(
        actions=entry.data_actions,
        not_actions=entry.not_data_actions,
        data_actions=entry.actions,
        not_data_actions=entry.not_actions,
    )
    assert entry.gives(action, data=True) == mirrored.gives(action, data=False)


@given(roles, actions)
@settings(max_examples=100)
def test_a_role_gives_what_any_of_its_entries_gives(
    definition: RoleDefinition, action: str
) -> None:
    found = definition.giving(action, data=False)
    assert found == tuple(e for e in definition.permissions if e.gives(action, data=False))


@given(permissions, permissions, actions)
@settings(max_examples=100)
def test_what_one_entry_takes_away_another_may_give(
    one: RolePermissions, other: RolePermissions, action: str
) -> None:
    both = role(one, other)
    either = one.gives(action, data=False) or other.gives(action, data=False)
    assert bool(both.giving(action, data=False)) == either


def test_what_takes_an_action_away_is_named() -> None:
    entry = RolePermissions(actions=("*",), not_actions=("X/*/Write",))
    assert role(entry).left_out("x/y/write", data=False) == "X/*/Write"
    assert role(entry).left_out("x/y/read", data=False) is None
    assert role(entry).left_out("x/y/write", data=True) is None


def test_a_custom_role_is_assignable_where_it_says_and_below() -> None:
    custom = RoleDefinition(id="r", name="r", permissions=(), assignable_scopes=(GROUP,))
    assert custom.assignable_at(GROUP.lower(), tenant_id=TENANT)
    assert custom.assignable_at(VAULT, tenant_id=TENANT)
    assert not custom.assignable_at(SUBSCRIPTION, tenant_id=TENANT)
