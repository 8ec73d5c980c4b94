"""How the operator signs in."""

from typing import Any

import pytest

from nameplate.authority.grants.users import OPERATOR_CLIENT
from tests.authority.world import JWT_BEARER, World
from tests.fakes.assertions import sign_assertion
from tests.fakes.keys import signing_key

ARM = "https://management.azure.com/"


def form(world: World, subject: str, which: int = 0, **changes: Any) -> dict[str, str]:
    return {
        "grant_type": JWT_BEARER,
        "assertion": sign_assertion(signing_key(which), world.claims(subject, **changes)),
        "scope": f"{ARM}/.default",
    }


async def test_the_operator_signs_in_with_a_key(world: World) -> None:
    operator = await world.operator()
    answer = await world.post(form(world, operator.object_id))
    assert answer.status == 200
    assert answer.body["scope"] == f"{ARM}/user_impersonation {ARM}/.default"
    claims = world.verify(answer.body["access_token"], ARM).raw
    assert claims["oid"] == operator.object_id
    assert claims["appid"] == OPERATOR_CLIENT
    assert claims["appidacr"] == "0"
    assert "idtyp" not in claims
    assert claims["upn"] == operator.user_principal_name
    assert [event.kind for event in world.trail.events] == ["sign-in"]


async def test_the_client_may_be_named_and_the_tenant_left_open(world: World) -> None:
    operator = await world.operator()
    asked = form(world, operator.object_id) | {"client_id": "APP"}
    answer = await world.post(asked, path="/common/oauth2/v2.0/token")
    assert world.verify(answer.body["access_token"], ARM).raw["appid"] == "app"


async def test_an_assertion_is_good_once(world: World) -> None:
    operator = await world.operator()
    asked = form(world, operator.object_id)
    assert (await world.post(asked)).status == 200
    again = await world.post(asked)
    assert (again.status, again.number, again.body["error"]) == (400, 50013, "invalid_grant")
    assert (await world.post(form(world, operator.object_id, jti="2"))).status == 200


async def test_an_assertion_that_is_over_is_refused_though_it_is_forgotten(world: World) -> None:
    operator = await world.operator()
    asked = form(world, operator.object_id)
    assert (await world.post(asked)).status == 200
    world.clock.advance(600 + 300)
    assert (await world.post(asked)).number == 500133


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"jti": None}, 50027),
        ({"exp": None}, 50027),
        ({"exp": 9e12}, 50013),
        ({"exp": 1}, 500133),
        ({"aud": "https://elsewhere.test"}, 50013),
        ({"iss": "another"}, 50013),
        ({"iss": "", "sub": ""}, 50013),
        ({"iss": "nobody", "sub": "nobody"}, 50013),
    ],
)
async def test_assertions_that_prove_no_user(
    world: World, changes: dict[str, Any], number: int
) -> None:
    operator = await world.operator()
    asked = form(world, operator.object_id, **changes)
    answer = await world.post(asked)
    assert (answer.status, answer.number) == (400, number)
    assert asked["assertion"] not in str(answer.body)


async def test_another_key_is_not_the_operator(world: World) -> None:
    operator = await world.operator()
    assert (await world.post(form(world, operator.object_id, 1))).number == 50013


async def test_an_application_s_key_signs_nobody_in(world: World) -> None:
    application, principal = await world.application()
    await world.certificate_of(application.app_id)
    for subject in (application.app_id, principal.object_id):
        assert (await world.post(form(world, subject))).number == 50013


async def test_a_disabled_operator(world: World) -> None:
    operator = await world.operator()
    work = world.begin()
    await world.directory.set_enabled(work, operator.object_id, enabled=False)
    await work.commit()
    assert (await world.post(form(world, operator.object_id))).number == 50057


@pytest.mark.parametrize(("assertion", "number"), [("", 900144), ("a.b.c", 50027)])
async def test_what_is_no_assertion(world: World, assertion: str, number: int) -> None:
    answer = await world.post(
        {"grant_type": JWT_BEARER, "assertion": assertion, "scope": f"{ARM}/.default"}
    )
    assert answer.number == number
