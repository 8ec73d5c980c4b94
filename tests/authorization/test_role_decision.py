"""Azure RBAC's decision and its reasons; ``test_authorizer_oracle`` compares it with another."""

import pytest

from nameplate.authorization.decision import Allowed, Denied
from nameplate.authorization.role_decision import Wanted, decide_by_roles
from nameplate.authorization.role_definition import RolePermissions
from tests.authorization.policies import person
from tests.authorization.roles import (
    GET_SECRET,
    GROUP,
    ROOT_GROUP,
    SECRET,
    SUBSCRIPTION,
    VAULT,
    assigned,
    built_in,
    role,
)

READ = Wanted(GET_SECRET, SECRET, data=True)
WRITE = Wanted("Microsoft.Web/sites/write", f"{GROUP}/providers/Microsoft.Web/sites/a", data=False)
GIVE = Wanted("Microsoft.Authorization/roleAssignments/write", GROUP, data=False)
CONDITION = "((!(ActionMatches{'x'})) OR (true))"


@pytest.mark.parametrize("scope", ["/", ROOT_GROUP, SUBSCRIPTION, GROUP.upper(), VAULT, SECRET])
def test_what_is_given_above_holds_below(scope: str) -> None:
    held = assigned(built_in("Key Vault Secrets User"), scope)
    decision = decide_by_roles(person(), READ, [held])
    assert isinstance(decision, Allowed)
    assert decision.assignment == held[0].name
    assert "Key Vault Secrets User" in decision.reason


def test_what_is_given_beside_or_below_does_not_and_the_reason_says_where() -> None:
    other = assigned(built_in("Key Vault Secrets User"), f"{VAULT}/secrets/other")
    decision = decide_by_roles(person(), READ, [other])
    assert isinstance(decision, Denied)
    assert f"allows it only at {VAULT}/secrets/other" in decision.reason
    assert decision.remedy == "Key Vault Secrets User"


def test_no_assignment_at_all_names_the_smallest_role() -> None:
    decision = decide_by_roles(person(), READ, [])
    assert decision == Denied(
        f"'web1' ({person().object_id}) has no role assignment that allows {GET_SECRET} at "
        f"{SECRET}; the role 'Key Vault Secrets User' there would allow it",
        GET_SECRET,
        remedy="Key Vault Secrets User",
    )


def test_what_a_role_leaves_out_is_named() -> None:
    held = assigned(built_in("Contributor"), SUBSCRIPTION)
    decision = decide_by_roles(person(), GIVE, [held])
    assert not decision
    assert "leaves it out by notActions 'Microsoft.Authorization/*/Write'" in decision.reason


def test_another_role_may_give_what_one_leaves_out() -> None:
    held = [assigned(built_in(name), GROUP) for name in ("Contributor", "Owner")]
    assert decide_by_roles(person(), GIVE, held)


def test_an_owner_has_no_hand_in_data() -> None:
    held = assigned(built_in("Owner"), SUBSCRIPTION)
    assert decide_by_roles(person(), WRITE, [held])
    assert not decide_by_roles(person(), READ, [held])


@pytest.mark.parametrize(("wanted", "given"), [(WRITE, True), (GIVE, False), (READ, False)])
def test_what_a_condition_can_restrict_is_not_given(wanted: Wanted, given: bool) -> None:
    everything = role(RolePermissions(actions=("*",), data_actions=("*",)))
    decision = decide_by_roles(
        person(), wanted, [assigned(everything, SUBSCRIPTION, condition=CONDITION)]
    )
    assert bool(decision) is given
    assert given or "conditions are not evaluated here" in decision.reason


def test_a_role_with_a_condition_of_its_own_is_no_different() -> None:
    held = assigned(built_in("Key Vault Data Access Administrator"), SUBSCRIPTION)
    reading = Wanted("Microsoft.Resources/subscriptions/read", SUBSCRIPTION, data=False)
    assert decide_by_roles(person(), reading, [held])
    assert not decide_by_roles(person(), GIVE, [held])


def test_learning_may_lift_all_but_the_giving_of_roles() -> None:
    assert READ.grantable
    assert WRITE.grantable
    assert not GIVE.grantable
    assert Wanted("Microsoft.Authorization/roleAssignments/read", GROUP, data=False).grantable


def test_a_decision_tells_which_assignments_it_looked_at() -> None:
    held = [
        assigned(built_in("Reader"), GROUP),
        assigned(built_in("Key Vault Secrets User"), f"{VAULT}/secrets/other"),
        assigned(built_in("Reader"), f"{VAULT}x"),
    ]
    refused = decide_by_roles(person(), READ, held)
    assert [(each.gives, each.verdict) for each in refused.looked] == [
        ("Reader", "does not give it"),
        ("Key Vault Secrets User", f"allows it only at {VAULT}/secrets/other"),
        ("Reader", "holds elsewhere, and does not give it"),
    ]
    allowed = decide_by_roles(
        person(), READ, [*held, assigned(built_in("Key Vault Secrets User"), VAULT)]
    )
    assert [each.decides for each in allowed.looked] == [False, False, False, True]
