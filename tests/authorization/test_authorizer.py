"""The one decision."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.authorization.authorizer import Authorizer, decide
from nameplate.authorization.decision import Denied
from nameplate.authorization.learning import Learning, Learnt, Needed, NeededAction
from nameplate.authorization.permissions import PERMISSIONS, Kind, Permission, permission
from nameplate.authorization.roles import Roles
from nameplate.core.principal import Principal
from tests.authorization.policies import APP, OTHER_TENANT, VAULT, person, policies, policy
from tests.authorization.roles import GROUP, SUBSCRIPTION, assigned, built_in
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.clock import FakeClock
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.units import FakeUnits

GET = permission(Kind.SECRETS, "get")


class Stand:
    def __init__(self) -> None:
        self.records = FakeAccessPolicyRecords()
        self.units = FakeUnits()
        self.policies = AccessPolicies(self.records, self.units.epoch)
        self.learning = Learning(FakeClock())
        self.role_records = FakeRoleRecords()
        self.roles = Roles(self.role_records, self.units.epoch)
        self.authorizer = Authorizer(
            self.policies,
            self.roles,
            self.units.epoch,
            learning=self.learning,
            owners={"owner"},
        )

    async def put(self, *given: AccessPolicy) -> None:
        work = self.units.begin()
        self.policies.put(work, VAULT, given)
        await work.commit()


@pytest.fixture
def stand() -> Stand:
    return Stand()


@given(
    st.lists(policies(), max_size=6),
    st.builds(person, st.integers(1, 3), user=st.booleans()),
    st.sampled_from(PERMISSIONS),
)
@settings(max_examples=100)
def test_allowed_exactly_when_a_policy_of_the_principal_gives_it(
    held: list[AccessPolicy], principal: Principal, wanted: Permission
) -> None:
    expected = any(
        one.object_id == principal.object_id
        and one.tenant_id == principal.tenant_id
        and (one.application_id is None or principal.type == "User")
        and one.gives(wanted)
        for one in held
    )

    decision = decide(principal, wanted, VAULT, tuple(held))

    assert bool(decision) == expected
    if isinstance(decision, Denied):
        assert decision.missing == wanted
        for fact in (principal.object_id, principal.display_name, wanted.text, VAULT):
            assert fact in decision.reason


def test_a_policy_of_another_tenant_gives_nothing() -> None:
    assert not decide(person(), GET, VAULT, (policy("get", tenant_id=OTHER_TENANT),))


def test_a_policy_through_an_application_is_for_users_of_that_application() -> None:
    held = (policy("get", application_id=APP),)

    assert decide(person(user=True), GET, VAULT, held)
    assert not decide(person(user=True, app_id=None), GET, VAULT, held)
    denied = decide(person(), GET, VAULT, held)
    assert not denied
    assert "on behalf of a user" in denied.reason


async def test_a_decision_follows_the_next_change(stand: Stand) -> None:
    assert not await stand.authorizer.decide_vault(person(), GET, VAULT)
    await stand.put(policy("get"))
    assert await stand.authorizer.decide_vault(person(), GET, VAULT.upper())
    await stand.put()
    assert not await stand.authorizer.decide_vault(person(), GET, VAULT)


async def test_a_warm_decision_reads_nothing(stand: Stand) -> None:
    await stand.put(policy("get"))
    for _ in range(5):
        await stand.authorizer.decide_vault(person(), GET, VAULT)

    assert stand.records.reads == 1


async def test_learning_lifts_a_missing_permission_and_notes_each_use(stand: Stand) -> None:
    await stand.put(policy("list"))
    lesson = stand.learning.start(person().object_id)

    lifted = await stand.authorizer.decide_vault(person(), GET, VAULT)
    held = await stand.authorizer.decide_vault(person(), permission(Kind.SECRETS, "list"), VAULT)

    assert lifted
    assert lifted.learned
    assert held
    assert not held.learned
    needed = (Needed(VAULT, "secrets", "get"), Needed(VAULT, "secrets", "list"))
    assert stand.learning.stop(lesson) == Learnt(needed, complete=True)
    assert not await stand.authorizer.decide_vault(person(), GET, VAULT)


async def test_nobody_else_learns(stand: Stand) -> None:
    lesson = stand.learning.start(person(1).object_id)

    assert not await stand.authorizer.decide_vault(person(2), GET, VAULT)
    assert stand.learning.stop(lesson) == Learnt((), complete=True)


async def test_who_has_a_role_inside_may_know_what_is_around_it(stand: Stand) -> None:
    given, _ = assigned(built_in("Reader"), f"{SUBSCRIPTION}/resourceGroups/a")
    work = stand.units.begin()
    stand.roles.assign(work, given)
    await work.commit()

    holds = stand.authorizer.holds_within
    assert await holds(person(), SUBSCRIPTION)
    assert not await holds(person(), f"{SUBSCRIPTION}/resourceGroups/b")
    assert not await holds(person(2), SUBSCRIPTION)
    assert not await stand.authorizer.decide_action(person(), "x/read", SUBSCRIPTION)


async def test_nobody_but_operators_acts_on_the_installation(stand: Stand) -> None:
    """An Owner's ``*`` does not mean it, not even at the tenant's root."""
    given, _ = assigned(built_in("Owner"), "/")
    work = stand.units.begin()
    stand.roles.assign(work, given)
    await work.commit()

    for action in ("Nameplate.Admin/keys/rotate/action", "microsoft.directory/users/read"):
        decision = await stand.authorizer.decide_action(person(), action, "/")
        assert not decision
        assert "no operator" in decision.reason
    assert await stand.authorizer.decide_action(person(), "Microsoft.Web/sites/write", "/")


async def test_learning_lifts_actions_and_notes_them(stand: Stand) -> None:
    lesson = stand.learning.start(person().object_id)
    write, give = "Microsoft.Web/sites/write", "Microsoft.Authorization/roleAssignments/write"

    assert (await stand.authorizer.decide_action(person(), write, GROUP)).reason
    assert await stand.authorizer.decide_action(person(), write, GROUP)
    assert not await stand.authorizer.decide_action(person(), give, GROUP)

    learnt = stand.learning.stop(lesson)
    assert learnt is not None
    assert learnt.actions == (NeededAction(GROUP, write, data=False),)


async def test_owners_may_act_and_others_are_told_what_they_lack(stand: Stand) -> None:
    owner = Principal("owner", None, "t", person(user=True).type, "operator", "iss")
    action = "Microsoft.KeyVault/vaults/write"

    assert await stand.authorizer.decide_action(owner, action, VAULT)
    denied = await stand.authorizer.decide_action(person(), action, VAULT)
    assert isinstance(denied, Denied)
    assert action in denied.reason
    assert person().object_id in denied.reason


async def test_no_role_gives_a_data_action_yet(stand: Stand) -> None:
    owner = Principal("owner", None, "t", person(user=True).type, "operator", "iss")

    assert not await stand.authorizer.decide_data_action(owner, "x/getSecret/action", VAULT)


async def test_scopes_that_give_an_action(stand: Stand) -> None:
    action, group = "Microsoft.Insights/eventtypes/values/read", f"{SUBSCRIPTION}/resourceGroups/a"
    owner = Principal("owner", None, "t", person(user=True).type, "operator", "iss")

    async def scopes(principal: Principal) -> tuple[str, ...] | None:
        giving = stand.authorizer.scopes_giving
        return await giving(principal, action, subscription=SUBSCRIPTION)

    assert await scopes(owner) is None
    assert await scopes(person()) == ()
    for role, scope, expected in (
        ("Key Vault Secrets User", SUBSCRIPTION, ()),
        ("Reader", group, (group.lower(),)),
        ("Reader", "/", (SUBSCRIPTION,)),
    ):
        given, _ = assigned(built_in(role), scope)
        work = stand.units.begin()
        stand.roles.assign(work, given)
        await work.commit()
        assert await scopes(person()) == expected


def test_a_decision_tells_what_it_looked_at() -> None:
    held = (policy("list", "set"), policy("get", application_id=APP), policy("get"))
    refused, allowed = decide(person(), GET, VAULT, held[:2]), decide(person(), GET, VAULT, held)

    assert [(each.gives, each.verdict, each.decides) for each in refused.looked] == [
        ("secrets list set", "does not give it", False),
        ("secrets get", "gives it only through the application that it names", False),
    ]
    assert [each.decides for each in allowed.looked] == [False, False, True]
