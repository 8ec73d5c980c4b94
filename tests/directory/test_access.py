"""What an application's tokens say."""

from dataclasses import replace

import pytest

from nameplate.directory.access import ResourceTerms, terms_of
from nameplate.directory.app_roles import DEFAULT_ACCESS
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    AppRole,
    Group,
    MemberType,
    ServicePrincipal,
    User,
)
from tests.directory.conftest import World

READ = AppRole("role-1", "Orders.Read", "Read", "", True, ("User", "Application"))
WRITE = AppRole("role-2", "Orders.Write", "Write", "", False, ("Application",))
ROLES = ApplicationSettings(app_roles=(WRITE, READ))


class Orders:
    """An application with roles, and those who want its tokens."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.directory = world.directory

    async def start(self, settings: ApplicationSettings, *, required: bool = False) -> None:
        work = self.world.begin()
        self.application: Application = self.directory.register_application(
            work, "orders", identifier_uris=("api://orders",), settings=settings
        )
        made = self.directory.instantiate_application(work, self.application)
        self.principal: ServicePrincipal = replace(made, assignment_required=required)
        self.directory.save_service_principal(work, self.principal)
        self.user: User = self.directory.create_user(
            work, user_principal_name="ann@b", display_name="Ann"
        )
        _, self.client = self.directory.create_application(work, "client")
        self.group: Group = self.directory.create_group(
            work, display_name="readers", mail_nickname="readers"
        )
        await work.commit()

    async def give(self, who: User | ServicePrincipal | Group, role: str) -> None:
        work = self.world.begin()
        self.directory.assign_app_role(
            work,
            principal_id=who.object_id,
            principal_type=_type(who),
            resource_id=self.principal.object_id,
            app_role_id=role,
        )
        await work.commit()

    async def join(self, who: User | ServicePrincipal) -> None:
        work = self.world.begin()
        self.directory.add_member(work, self.group, member_id=who.object_id, member_type=_type(who))
        await work.commit()

    async def terms(
        self, who: User | ServicePrincipal, name: str = "api://orders"
    ) -> ResourceTerms:
        return await terms_of(self.directory, name, who)


def _type(who: User | ServicePrincipal | Group) -> MemberType:
    if isinstance(who, Group):
        return MemberType.GROUP
    return MemberType.USER if isinstance(who, User) else MemberType.SERVICE_PRINCIPAL


@pytest.fixture
def orders(world: World) -> Orders:
    return Orders(world)


async def test_a_cloud_service_has_no_terms(orders: Orders) -> None:
    await orders.start(ROLES)
    assert await orders.terms(orders.user, "https://vault.contoso.test") == ResourceTerms()


async def test_roles_are_the_values_of_what_was_given(orders: Orders) -> None:
    await orders.start(ROLES)
    for role in ("role-2", "role-1", DEFAULT_ACCESS, "role-gone"):
        await orders.give(orders.client, role)
    assert (await orders.terms(orders.client)).roles == ("Orders.Read", "Orders.Write")
    by_id = await orders.terms(orders.client, orders.application.app_id)
    assert by_id.roles == ("Orders.Read", "Orders.Write")
    assert (await orders.terms(orders.user)).roles == ()


async def test_a_groups_roles_are_its_users_and_no_service_principals(orders: Orders) -> None:
    await orders.start(ROLES)
    await orders.give(orders.group, "role-1")
    await orders.join(orders.user)
    await orders.join(orders.client)
    assert (await orders.terms(orders.user)).roles == ("Orders.Read",)
    assert (await orders.terms(orders.client)).roles == ()


async def test_where_assignment_is_required_only_the_assigned_get_in(orders: Orders) -> None:
    await orders.start(ROLES, required=True)
    assert not (await orders.terms(orders.user)).assigned
    assert not (await orders.terms(orders.client)).assigned
    assert (await orders.terms(orders.principal)).assigned
    await orders.give(orders.group, DEFAULT_ACCESS)
    await orders.join(orders.user)
    assert (await orders.terms(orders.user)).assigned
    assert not (await orders.terms(orders.client)).assigned


@pytest.mark.parametrize(
    ("claims", "told"),
    [(None, None), ("None", None), ("SecurityGroup", True), ("all", True)],
)
async def test_groups_are_told_where_they_are_asked_for(
    orders: Orders, claims: str | None, *, told: bool | None
) -> None:
    await orders.start(replace(ROLES, group_claims=claims))
    await orders.join(orders.user)
    groups = (await orders.terms(orders.user)).groups
    assert groups == ((orders.group.object_id,) if told else None)


async def test_an_application_may_ask_for_its_own_groups_only(orders: Orders) -> None:
    await orders.start(replace(ROLES, group_claims="ApplicationGroup"))
    await orders.join(orders.user)
    assert (await orders.terms(orders.user)).groups == ()
    await orders.give(orders.group, DEFAULT_ACCESS)
    assert (await orders.terms(orders.user)).groups == (orders.group.object_id,)


async def test_an_application_without_a_service_principal_gives_no_roles(orders: Orders) -> None:
    await orders.start(replace(ROLES, token_version=2))
    work = orders.world.begin()
    lonely = orders.directory.register_application(
        work, "lonely", identifier_uris=("api://lonely",), settings=ROLES
    )
    await work.commit()
    assert await orders.terms(orders.user, "api://lonely") == ResourceTerms(lonely)
    assert (ResourceTerms(lonely).token_version, ResourceTerms(lonely).token_audience) == (
        "1.0",
        None,
    )
    terms = await orders.terms(orders.user)
    assert (terms.token_version, terms.token_audience) == ("2.0", orders.application.app_id)
