"""Tokens for applications of the tenant: who gets one, and what it says."""

from dataclasses import replace

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.app_roles import DEFAULT_ACCESS
from nameplate.directory.records import (
    Application,
    ApplicationSettings,
    AppRole,
    MemberType,
    ServicePrincipal,
    User,
)
from tests.authority.sign_in import CLI, signed_in
from tests.authority.world import CLOUD, TENANT, Answer, World

ROLE = AppRole("role-1", "Orders.Read", "Read", "", True, ("User", "Application"))
SCOPE = "api://orders/.default openid profile offline_access"


class Orders:
    """``api://orders``, a client, and a person."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def start(self, *, required: bool = False, **settings: object) -> "Orders":
        world, directory = self.world, self.world.directory
        said = ApplicationSettings(app_roles=(ROLE, replace(ROLE, id="role-2", value="Admin")))
        work = world.begin()
        self.application: Application = directory.register_application(
            work,
            "orders",
            identifier_uris=("api://orders",),
            settings=replace(said, **settings),  # type: ignore[arg-type]  # whatever a test says
        )
        made = directory.instantiate_application(work, self.application)
        self.principal: ServicePrincipal = replace(made, assignment_required=required)
        directory.save_service_principal(work, self.principal)
        await work.commit()
        _, self.client = await world.application()
        self.secret = await world.secret_of(self.client.app_id)
        self.person: User = await world.person()
        return self

    async def give(self, who: ServicePrincipal | User, role: str = ROLE.id) -> None:
        work = self.world.begin()
        user = isinstance(who, User)
        self.world.directory.assign_app_role(
            work,
            principal_id=who.object_id,
            principal_type=MemberType.USER if user else MemberType.SERVICE_PRINCIPAL,
            resource_id=self.principal.object_id,
            app_role_id=role,
        )
        await work.commit()

    async def application_token(self, scope: str = "api://orders/.default") -> Answer:
        return await self.world.post(
            {
                "grant_type": "client_credentials",
                "client_id": self.client.app_id,
                "client_secret": self.secret.reveal(),
                "scope": scope,
            }
        )


@pytest.fixture
def orders(world: World) -> Orders:
    return Orders(world)


def claims_of(answer: Answer, name: str = "access_token") -> dict[str, object]:
    assert answer.status == 200, answer.body
    return dict(UnverifiedToken.parse(answer.body[name]).claims)


async def test_an_applications_token_carries_its_roles_sorted(orders: Orders) -> None:
    await orders.start()
    assert "roles" not in claims_of(await orders.application_token())
    await orders.give(orders.client)
    await orders.give(orders.client, "role-2")
    claims = claims_of(await orders.application_token())
    assert (claims["aud"], claims["roles"]) == ("api://orders", ["Admin", "Orders.Read"])
    assert claims["ver"] == "1.0"
    by_id = await orders.application_token(f"{orders.application.app_id}/.default")
    assert claims_of(by_id)["roles"] == ["Admin", "Orders.Read"]


async def test_a_persons_token_carries_theirs_also_when_it_is_refreshed(orders: Orders) -> None:
    await orders.start(group_claims="SecurityGroup")
    await orders.give(orders.person)
    answer = await signed_in(orders.world, orders.person, scope=SCOPE)
    assert claims_of(answer)["roles"] == ["Orders.Read"]
    assert claims_of(answer)["groups"] == []
    form = {"grant_type": "refresh_token", "client_id": CLI}
    form["refresh_token"] = answer.body["refresh_token"]
    assert claims_of(await orders.world.post(form))["roles"] == ["Orders.Read"]


async def test_an_id_token_tells_what_the_clients_own_application_gives(orders: Orders) -> None:
    await orders.start()
    await orders.give(orders.person)
    client_id = orders.application.app_id
    answer = await signed_in(orders.world, orders.person, scope=SCOPE, client_id=client_id)
    assert claims_of(answer, "id_token")["roles"] == ["Orders.Read"]


async def test_version_two_names_the_client_id_and_the_other_issuer(orders: Orders) -> None:
    await orders.start(token_version=2)
    await orders.give(orders.client)
    claims = claims_of(await orders.application_token())
    assert claims["aud"] == orders.application.app_id
    assert claims["iss"] == CLOUD.issuer_v2(TENANT.tenant_id)
    assert (claims["ver"], claims["azp"]) == ("2.0", orders.client.app_id)
    assert claims["roles"] == ["Orders.Read"]
    form = {
        "grant_type": "client_credentials",
        "client_id": orders.client.app_id,
        "client_secret": orders.secret.reveal(),
        "resource": "api://orders",
    }
    v1 = await orders.world.post(form, path=f"/{TENANT.tenant_id}/oauth2/token")
    assert v1.body["resource"] == "api://orders"


async def test_who_is_not_assigned_is_refused_where_that_is_asked_for(orders: Orders) -> None:
    await orders.start(required=True)
    refused = await orders.application_token()
    assert (refused.status, refused.number, refused.body["error"]) == (400, 501051, "invalid_grant")
    person = await signed_in(orders.world, orders.person, scope=SCOPE)
    assert (person.number, person.body["error"]) == (50105, "interaction_required")
    assert orders.world.trail.events[-1].outcome == "denied"

    await orders.give(orders.client)
    await orders.give(orders.person, DEFAULT_ACCESS)
    assert claims_of(await orders.application_token())["roles"] == ["Orders.Read"]
    assert "roles" not in claims_of(await signed_in(orders.world, orders.person, scope=SCOPE))


async def test_what_is_unknown_stays_unknown(orders: Orders) -> None:
    await orders.start()
    assert (await orders.application_token("api://nothing/.default")).number == 500011
