"""Azure RBAC's decision, against an oracle that knows nothing of how it is made."""

import random
import re

import pytest

from nameplate.authorization.decision import Allowed, Denied
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_decision import Wanted, decide_by_roles
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from tests.authorization.policies import TENANT, person
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


WORDS = ("Microsoft.A", "microsoft.a", "Microsoft.B", "x", "read", "write", "*")
SCOPES = (
    *("/", ROOT_GROUP, SUBSCRIPTION, GROUP, GROUP.lower(), f"{GROUP}2", VAULT, SECRET),
    *(f"{VAULT}/keys/db", "/subscriptions/33333333-2222-2222-2222-222222222222"),
)


def oracle(
    held: list[tuple[RoleAssignment, RoleDefinition]], action: str, scope: str, *, data: bool
) -> bool:
    """The rule as one would say it: regular expressions and prefixes, nothing shared."""
    return any(
        _contains(assignment.scope, scope)
        and any(
            _any(entry.data_actions if data else entry.actions, action)
            and not _any(entry.not_data_actions if data else entry.not_actions, action)
            for entry in definition.permissions
        )
        for assignment, definition in held
    )


def _contains(outer: str, inner: str) -> bool:
    if outer == "/":
        return True
    if outer.endswith(TENANT):
        return inner.startswith(("/subscriptions", ROOT_GROUP))
    return f"{inner}/".lower().startswith(f"{outer}/".lower())


def _any(patterns: tuple[str, ...], action: str) -> bool:
    forms = (".*".join(map(re.escape, each.split("*"))) for each in patterns)
    shared = (re.sub(r"(?<=/)\.\*/", "(?:.*/)?", form) for form in forms)
    return any(re.fullmatch(form, action, re.IGNORECASE) for form in shared)


def _patterns(chance: random.Random, most: int) -> tuple[str, ...]:
    lengths = (chance.randint(1, 3) for _ in range(chance.randint(0, most)))
    return tuple("/".join(chance.choices(WORDS, k=length)) for length in lengths)


def _entry(chance: random.Random) -> RolePermissions:
    return RolePermissions(
        actions=_patterns(chance, 3),
        not_actions=_patterns(chance, 1),
        data_actions=_patterns(chance, 3),
        not_data_actions=_patterns(chance, 1),
    )


def test_a_hundred_thousand_decisions_are_those_of_the_oracle() -> None:
    chance = random.Random(20261123)  # noqa: S311  # cases, no secrets
    caller, allowed = person(), 0
    for _ in range(4_000):
        held = [
            assigned(role(*(_entry(chance) for _ in range(chance.randint(1, 2)))), scope)
            for scope in chance.choices(SCOPES, k=chance.randint(0, 3))
        ]
        for _ in range(25):
            action = "/".join(chance.choices(WORDS[:-1], k=chance.randint(1, 3)))
            scope, data = chance.choice(SCOPES), chance.random() < 0.5
            decision = decide_by_roles(caller, Wanted(action, scope, data=data), held)
            assert bool(decision) == oracle(held, action, scope, data=data), (action, scope, held)
            allowed += bool(decision)
    assert 5_000 < allowed < 90_000
