"""Groups in decisions: members have what their group was given."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy, access_policy
from nameplate.authorization.authorizer import Authorizer, decide
from nameplate.authorization.learning import Learning
from nameplate.authorization.memberships import NO_GROUPS
from nameplate.authorization.permissions import PERMISSIONS, Kind, Permission, permission
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.roles import Roles
from tests.authorization.policies import TENANT, VAULT, person, policies
from tests.authorization.roles import GET_SECRET, SECRET, SUBSCRIPTION, built_in
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.clock import FakeClock
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.units import FakeUnits

READERS = "55555555-0000-0000-0000-000000000001"
GET = permission(Kind.SECRETS, "get")
WRITE = "Microsoft.Web/sites/write"


class FakeMemberships:
    """Says who is in which groups, and counts how often it was asked."""

    def __init__(self, **groups: str) -> None:
        self.groups = {person(1).object_id: (READERS,)}
        self.asked = 0

    async def groups_of(self, object_id: str) -> tuple[str, ...]:
        self.asked += 1
        return self.groups.get(object_id, ())


class Stand:
    def __init__(self) -> None:
        self.units = FakeUnits()
        self.policies = AccessPolicies(FakeAccessPolicyRecords(), self.units.epoch)
        self.roles = Roles(FakeRoleRecords(), self.units.epoch)
        self.memberships = FakeMemberships()
        self.authorizer = Authorizer(
            self.policies,
            self.roles,
            self.units.epoch,
            learning=Learning(FakeClock()),
            owners={"owner"},
            memberships=self.memberships,
        )

    async def give(self, role: str, scope: str) -> None:
        work = self.units.begin()
        given = RoleAssignment(
            name="a",
            scope=scope,
            role_id=built_in(role).id,
            principal_id=READERS,
            principal_type="Group",
        )
        self.roles.assign(work, given)
        await work.commit()


async def test_nobody_is_in_a_group_where_there_are_none() -> None:
    assert await NO_GROUPS.groups_of("anybody") == ()


async def test_a_groups_role_is_its_members_and_nobody_elses() -> None:
    stand = Stand()
    await stand.give("Website Contributor", SUBSCRIPTION)
    authorizer = stand.authorizer

    assert await authorizer.decide_action(person(1), WRITE, SUBSCRIPTION)
    assert not await authorizer.decide_action(person(2), WRITE, SUBSCRIPTION)
    assert await authorizer.holds_within(person(1), SUBSCRIPTION)
    assert not await authorizer.holds_within(person(2), SUBSCRIPTION)


async def test_a_groups_data_role_is_its_members() -> None:
    stand = Stand()
    await stand.give("Key Vault Secrets User", SECRET)
    assert await stand.authorizer.decide_data_action(person(1), GET_SECRET, SECRET)
    assert not await stand.authorizer.decide_data_action(person(2), GET_SECRET, SECRET)


async def test_a_groups_access_policy_is_its_members() -> None:
    stand = Stand()
    work = stand.units.begin()
    given = access_policy(TENANT, READERS, application_id=None, permissions={"secrets": ("get",)})
    stand.policies.put(work, VAULT, (given,))
    await work.commit()
    assert await stand.authorizer.decide_vault(person(1), GET, VAULT)
    assert not await stand.authorizer.decide_vault(person(2), GET, VAULT)


@given(
    st.lists(policies(), max_size=6),
    st.lists(st.sampled_from([person(number).object_id for number in range(2, 5)])),
    st.sampled_from(PERMISSIONS),
)
@settings(max_examples=60)
def test_a_policy_counts_exactly_for_its_own_and_its_members(
    held: list[AccessPolicy], groups: list[str], wanted: Permission
) -> None:
    """What is allowed with groups is what one of the holders alone would be allowed."""
    alone = [
        decide(replace(person(), object_id=holder), wanted, VAULT, tuple(held))
        for holder in (person().object_id, *groups)
    ]
    assert bool(decide(person(), wanted, VAULT, tuple(held), groups=groups)) == any(alone)


async def test_a_warm_decision_asks_for_no_groups_until_something_changes() -> None:
    stand = Stand()
    await stand.give("Website Contributor", SUBSCRIPTION)
    for _ in range(3):
        assert await stand.authorizer.decide_action(person(1), WRITE, SUBSCRIPTION)
    assert stand.memberships.asked == 1

    stand.memberships.groups.clear()
    stand.units.epoch.value += 1
    assert not await stand.authorizer.decide_action(person(1), WRITE, SUBSCRIPTION)


async def test_people_read_the_directory_and_applications_do_not() -> None:
    authorizer = Stand().authorizer
    for action in ("users/standard/read", "groups/members/read"):
        asked = f"microsoft.directory/{action}"
        assert await authorizer.decide_action(person(2, user=True), asked, "/")
        assert not await authorizer.decide_action(person(2), asked, "/")
    write = "microsoft.directory/users/create"
    assert not await authorizer.decide_action(person(2, user=True), write, "/")
    read = "Nameplate.Admin/audit/standard/read"
    assert not await authorizer.decide_action(person(2, user=True), read, "/")
