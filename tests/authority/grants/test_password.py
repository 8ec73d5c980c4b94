"""A name and a password for a token."""

from typing import Any

import pytest

from nameplate.core.secret_value import SecretValue
from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.records import ApplicationSettings
from tests.authority.sign_in import CLI
from tests.authority.world import PASSWORD, SCOPE, TENANT, Answer, World


async def ask(world: World, **changes: str) -> Answer:
    form = {
        "grant_type": "password",
        "client_id": CLI,
        "username": "Ann@contoso.example",
        "password": PASSWORD,
        "scope": f"{SCOPE} openid profile offline_access",
    }
    return await world.post({name: v for name, v in (form | changes).items() if v})


async def test_who_knows_the_password_is_signed_in(world: World) -> None:
    user = await world.person()
    answer = await ask(world, client_info="1")
    claims = UnverifiedToken.parse(answer.body["access_token"]).claims
    expected = {
        "amr": ["pwd"],
        "appid": CLI,
        "appidacr": "0",
        "name": "ann",
        "oid": user.object_id,
        "scp": "user_impersonation",
        "tid": TENANT.tenant_id,
        "unique_name": "ann@contoso.example",
        "upn": "ann@contoso.example",
    }
    assert {name: claims[name] for name in expected} == expected
    assert "idtyp" not in claims
    assert {"refresh_token", "id_token", "client_info", "foci"} <= answer.body.keys()
    assert PASSWORD not in str(world.trail.events)


async def test_a_refreshed_token_says_how_it_began(world: World) -> None:
    await world.person()
    token = (await ask(world)).body["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": CLI, "refresh_token": token}
    claims = UnverifiedToken.parse((await world.post(form)).body["access_token"]).claims
    assert claims["amr"] == ["pwd"]


@pytest.mark.parametrize(
    ("changes", "number", "suberror"),
    [
        ({"username": "nobody@contoso.example"}, 50034, "bad_token"),
        ({"password": "hunter2"}, 50126, None),
        ({"username": ""}, 900144, None),
        ({"password": ""}, 900144, None),
        ({"client_id": ""}, 900144, None),
        ({"client_id": "11111111-1111-1111-1111-111111111111"}, 700016, None),
        ({"client_secret": "x"}, 7000218, None),
    ],
)
async def test_what_is_wrong_is_refused_as_entra_refuses_it(
    world: World, changes: dict[str, str], number: int, suberror: str | None
) -> None:
    await world.person()
    answer = await ask(world, **changes)
    if "client_secret" in changes:
        assert answer.status in (400, 401)
        return
    assert (answer.status, answer.number) == (400, number)
    assert answer.body.get("suberror") == suberror
    assert "hunter2" not in str(answer.body) + str(world.trail.events)


async def test_a_user_without_a_password_or_switched_off(world: World) -> None:
    await world.operator()
    assert (await ask(world, username="operator@contoso.example")).number == 50126
    user = await world.person()
    work = world.begin()
    await world.directory.set_enabled(work, user.object_id, enabled=False)
    await work.commit()
    assert (await ask(world)).number == 50057


async def test_ten_wrong_ones_lock_the_account_for_a_minute(world: World) -> None:
    await world.person()
    for _ in range(10):
        assert (await ask(world, password="wrong")).number == 50126
    locked = await ask(world)
    assert (locked.number, locked.body["error"]) == (50053, "invalid_grant")
    world.clock.advance(60)
    assert (await ask(world)).status == 200


async def test_an_application_needs_to_be_public_or_to_prove_itself(world: World) -> None:
    await world.person()
    application, _ = await world.application()
    refused = await ask(world, client_id=application.app_id)
    assert (refused.status, refused.number) == (401, 7000218)
    secret = await world.secret_of(application.app_id)
    proof: dict[str, Any] = {"client_secret": secret.reveal()}
    assert (await ask(world, client_id=application.app_id, **proof)).status == 200
    assert (await ask(world, client_id=application.app_id, client_secret="no")).number == 7000215

    work = world.begin()
    public = world.directory.register_application(
        work, "tool", settings=ApplicationSettings(fallback_public_client=True)
    )
    await work.commit()
    assert (await ask(world, client_id=public.app_id)).status == 200


async def test_the_directory_is_named(world: World) -> None:
    answer = await ask(world, username="user")
    assert f"in the {TENANT.tenant_id} directory." in answer.body["error_description"]


async def test_a_changed_password_ends_the_old_sign_in(world: World) -> None:
    user = await world.person()
    token = (await ask(world)).body["refresh_token"]
    work = world.begin()
    await world.directory.change_password(work, user.object_id, SecretValue("Another-Horse-8"))
    await work.commit()
    form = {"grant_type": "refresh_token", "client_id": CLI, "refresh_token": token}
    assert (await world.post(form)).number == 50173
    assert (await ask(world)).number == 50126
