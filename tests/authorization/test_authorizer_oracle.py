"""Random tenants: every decision is that of an oracle that shares no code with the product.

Principals, groups in groups, management groups, custom roles with stars in all places, conditions,
assignments from the tenant's root down to a single secret. The seed is fixed.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.authorizer import Authorizer
from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.hierarchy import Hierarchy
from nameplate.authorization.learning import Learning
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from nameplate.authorization.roles import Roles
from nameplate.directory.groups import Groups
from nameplate.directory.records import Group, Membership, MemberType
from tests.authorization.oracle import Oracle
from tests.authorization.policies import TENANT, person
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.units import FakeUnits

DECISIONS: Final = 100_000
IN_ONE_TENANT: Final = 250
GROUPS: Final = tuple(f"55555555-0000-0000-0000-{n:012d}" for n in range(4))
MANAGEMENT: Final = "/providers/Microsoft.Management/managementGroups"
SUBSCRIPTIONS: Final = (
    "/subscriptions/22222222-2222-2222-2222-222222222222",
    "/subscriptions/33333333-3333-3333-3333-333333333333",
)
WORDS: Final = ("Microsoft.A", "microsoft.a", "Microsoft.B", "x", "read", "write", "*", "r*d")
REAL: Final = (
    "Microsoft.Authorization/roleAssignments/write",
    "microsoft.authorization/roleassignments/DELETE",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "Microsoft.Web/sites/write",
    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
)
BUILT_IN: Final = (
    *("Owner", "Contributor", "Reader", "User Access Administrator", "Managed Identity Operator"),
    *("Key Vault Secrets User", "Key Vault Data Access Administrator"),
)


@dataclass
class Tenant:
    """Plain data, as a REST client would send it."""

    roles: dict[str, dict[str, Any]]
    assignments: list[dict[str, Any]]
    groups: dict[str, list[str]]
    """The direct members of each group: principals, and other groups, in circles too."""
    parents: dict[str, str]
    scopes: tuple[str, ...]


def tenant(chance: random.Random) -> Tenant:
    parents, groups = _management(chance)
    scopes = ("/", *groups, *(each for one in SUBSCRIPTIONS for each in _inside(one)))
    roles = {f"aaaaaaaa-0000-0000-0000-{n:012d}": _role(chance, n) for n in range(4)}
    roles |= dict(_built_in(chance.choice(BUILT_IN)) for _ in range(2))
    given = [_assignment(chance, n, list(roles), scopes) for n in range(chance.randint(2, 24))]
    return Tenant(roles, _distinct(given), _groups(chance), parents, scopes)


def _groups(chance: random.Random) -> dict[str, list[str]]:
    everybody = [*(person(n).object_id for n in range(1, 5)), *GROUPS]
    return {each: chance.sample(everybody, chance.randint(0, 3)) for each in GROUPS}


def _management(chance: random.Random) -> tuple[dict[str, str], list[str]]:
    """Some groups, each in the root group or in one before it; the subscriptions in any."""
    names = [f"{MANAGEMENT}/Group-{n}" for n in range(chance.randint(0, 4))]
    root = f"{MANAGEMENT}/{TENANT}"
    parents = {
        each.lower(): chance.choice((root, *names[:n])).lower() for n, each in enumerate(names)
    }
    parents |= {each: chance.choice((root, *names)).lower() for each in SUBSCRIPTIONS}
    return parents, [root, *names]


def _inside(subscription: str) -> tuple[str, ...]:
    group = f"{subscription}/resourceGroups/Local"
    vault = f"{group}/providers/Microsoft.KeyVault/vaults/Contoso"
    site = f"{group}/providers/Microsoft.Web/sites/a"
    extension = f"{vault}/providers/Microsoft.Insights/diagnosticSettings/d"
    return (
        *(subscription, group, group.upper(), f"{group}2", vault, f"{vault}/secrets/db"),
        *(f"{vault}/keys/db", f"{vault}x", site, f"{site}/slots/b", extension),
    )


def _role(chance: random.Random, number: int) -> dict[str, Any]:
    entries = [_entry(chance) for _ in range(chance.randint(1, 2))]
    return {"roleName": f"Custom {number}", "permissions": entries}


def _entry(chance: random.Random) -> dict[str, Any]:
    return {
        "actions": _patterns(chance, 3),
        "notActions": _patterns(chance, 1),
        "dataActions": _patterns(chance, 3),
        "notDataActions": _patterns(chance, 1),
        "condition": "((true))" if chance.random() < 0.05 else None,
    }


def _patterns(chance: random.Random, most: int) -> list[str]:
    return [_pattern(chance) for _ in range(chance.randint(0, most))]


def _pattern(chance: random.Random) -> str:
    """Words with stars among them; or a real action, some of its parts replaced by stars."""
    if chance.random() < 0.6:
        return "/".join(chance.choices(WORDS, k=chance.randint(1, 4)))
    parts = chance.choice(REAL).split("/")
    return "/".join("*" if chance.random() < 0.3 else each for each in parts)


def _built_in(name: str) -> tuple[str, dict[str, Any]]:
    role = next(each for each in built_in_roles().values() if each.name == name)
    entries = [
        {
            "actions": list(each.actions),
            "notActions": list(each.not_actions),
            "dataActions": list(each.data_actions),
            "notDataActions": list(each.not_data_actions),
            "condition": each.condition,
        }
        for each in role.permissions
    ]
    return role.id, {"roleName": name, "permissions": entries}


def _assignment(
    chance: random.Random, number: int, roles: list[str], scopes: tuple[str, ...]
) -> dict[str, Any]:
    lost = "aaaaaaaa-0000-0000-0000-00000000ffff"
    return {
        "name": f"bbbbbbbb-0000-0000-0000-{number:012d}",
        "principalId": chance.choice((*(person(n).object_id for n in range(1, 4)), *GROUPS)),
        "roleId": lost if chance.random() < 0.03 else chance.choice(roles),
        "scope": chance.choice(scopes),
        "condition": "((true))" if chance.random() < 0.15 else None,
    }


def _distinct(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nobody has one role twice at one scope."""
    kept = {(each["principalId"], each["roleId"], each["scope"].lower()): each for each in given}
    return list(kept.values())


class Trees:
    """A tree of management groups that nobody stored."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        names = {_name(scope): _name(parent) for scope, parent in parents.items()}
        subscriptions = {_name(each) for each in SUBSCRIPTIONS}
        self._tree = Hierarchy(
            {name: parent for name, parent in names.items() if name not in subscriptions},
            {name: parent for name, parent in names.items() if name in subscriptions},
        )

    async def hierarchy(self) -> Hierarchy:
        return self._tree


def _name(scope: str) -> str:
    return scope.rpartition("/")[2].lower()


async def authorizer(given: Tenant) -> Authorizer:
    """The product's own decision over the same data."""
    units, records = FakeUnits(), FakeRoleRecords()
    roles = Roles(records, units.epoch, groups=Trees(given.parents))
    work = units.begin()
    for role_id, role in given.roles.items():
        if role_id not in built_in_roles():
            roles.save_definition(work, _definition(role_id, role))
    for each in given.assignments:
        roles.assign(work, _given(each))
    await work.commit()
    directory = FakeDirectoryRecords()
    memberships = Groups(directory, FakeClock(), units.epoch)
    await _fill(directory, given.groups)
    policies = AccessPolicies(FakeAccessPolicyRecords(), units.epoch)
    learning = Learning(FakeClock())
    return Authorizer(
        policies, roles, units.epoch, learning=learning, owners=(), memberships=memberships
    )


async def _fill(directory: FakeDirectoryRecords, groups: Mapping[str, Sequence[str]]) -> None:
    """Put everybody into their groups."""
    work = FakeUnits().begin()
    for group in groups:
        directory.save_group(work, Group(group, group, "", group, 0.0))
    for group, members in groups.items():
        for member in members:
            kind = MemberType.GROUP if member in groups else MemberType.SERVICE_PRINCIPAL
            directory.save_member(work, Membership(group, member, kind), limit=100)
    await work.commit()


def _definition(role_id: str, role: Mapping[str, Any]) -> RoleDefinition:
    entries = tuple(
        RolePermissions(
            actions=tuple(each["actions"]),
            not_actions=tuple(each["notActions"]),
            data_actions=tuple(each["dataActions"]),
            not_data_actions=tuple(each["notDataActions"]),
            condition=each["condition"],
        )
        for each in role["permissions"]
    )
    return RoleDefinition(id=role_id, name=role["roleName"], permissions=entries)


def _given(assignment: Mapping[str, Any]) -> RoleAssignment:
    return RoleAssignment(
        name=assignment["name"],
        scope=assignment["scope"],
        role_id=assignment["roleId"],
        principal_id=assignment["principalId"],
        principal_type="ServicePrincipal",
        condition=assignment["condition"],
    )


def _actions(chance: random.Random) -> list[str]:
    """Enough to meet every pattern, few enough for refusals to have their remedy in memory."""
    made = ["/".join(chance.choices(WORDS[:-2], k=chance.randint(1, 4))) for _ in range(300)]
    return [*made, *REAL * 20]


async def test_a_hundred_thousand_decisions_are_those_of_the_oracle() -> None:
    chance, allowed = random.Random(20261123), 0  # noqa: S311  # cases, no secrets
    actions = _actions(chance)
    for _ in range(DECISIONS // IN_ONE_TENANT):
        world = tenant(chance)
        ours = await authorizer(world)
        oracle = Oracle(
            TENANT,
            roles=world.roles,
            assignments=world.assignments,
            groups=world.groups,
            parents=world.parents,
        )
        for _ in range(IN_ONE_TENANT):
            who, data = person(chance.randint(1, 4)), chance.random() < 0.5
            action, scope = chance.choice(actions), chance.choice(world.scopes)
            decide = ours.decide_data_action if data else ours.decide_action
            decision = await decide(who, action, scope)
            expected = oracle.allows(who.object_id, action, scope, data=data)
            assert bool(decision) == expected, (who, action, scope, data, world)
            allowed += expected
    assert DECISIONS * 0.05 < allowed < DECISIONS * 0.9
