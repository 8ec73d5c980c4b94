"""A client that a person signed in with, asking again."""

from typing import Any

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.records import User
from nameplate.directory.refresh_tokens import GRACE, LIFETIME
from tests.authority.sign_in import CLI, REFRESH, signed_in
from tests.authority.world import SCOPE, TENANT, VAULT, Answer, World

STORAGE = "https://storage.azure.com"
V1 = f"/{TENANT.tenant_id}/oauth2/token"


def refusal(answer: Answer) -> tuple[int, str, int, str]:
    return (
        answer.status,
        answer.body["error"],
        answer.number,
        answer.body.get("suberror", ""),
    )


async def refresh(world: World, token: str, **changes: str) -> Answer:
    return await world.post({**REFRESH, "refresh_token": token, **changes})


@pytest.fixture
async def operator(world: World) -> User:
    return await world.operator()


async def switch(world: World, user: User, *, enabled: bool) -> None:
    work = world.begin()
    await world.directory.set_enabled(work, user.object_id, enabled=enabled)
    await work.commit()


async def test_the_token_is_for_the_same_person_and_any_resource(
    world: World, operator: User
) -> None:
    first = (await signed_in(world, operator)).body
    answer = await refresh(world, first["refresh_token"], scope=f"{STORAGE}/.default openid")
    assert answer.status == 200
    claims = world.verify(answer.body["access_token"], STORAGE).raw
    assert (claims["oid"], claims["appid"]) == (operator.object_id, CLI)
    assert list(answer.body) == list(first)
    assert answer.body["refresh_token"] != first["refresh_token"]
    assert world.trail.events[-1].reason == "refresh token"


@pytest.mark.parametrize("scope", ["", "openid offline_access"])
async def test_a_request_without_a_resource_is_for_that_of_the_sign_in(
    world: World, operator: User, scope: str
) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    answer = await refresh(world, token, scope=scope)
    assert world.verify(answer.body["access_token"], VAULT)


async def test_v1_asks_with_a_resource(world: World, operator: User) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    form = {**REFRESH, "refresh_token": token, "resource": STORAGE}
    answer = await world.post(form, path=V1)
    assert answer.body["resource"] == STORAGE
    assert list(answer.body)[-3:] == ["access_token", "refresh_token", "foci"]


async def test_a_use_that_was_refused_for_its_resource_is_none(
    world: World, operator: User
) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    assert (await refresh(world, token, scope="https://evil.test/.default")).number == 500011
    world.clock.advance(GRACE)
    assert (await refresh(world, token)).status == 200


async def test_the_old_one_is_good_for_a_moment(world: World, operator: User) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    assert (await refresh(world, token)).status == 200
    world.clock.advance(GRACE - 1)
    assert (await refresh(world, token)).status == 200


async def test_using_it_again_later_ends_the_sign_in(world: World, operator: User) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    following = (await refresh(world, token)).body["refresh_token"]
    world.clock.advance(GRACE)
    assert refusal(await refresh(world, token)) == (400, "invalid_grant", 50173, "bad_token")
    ended = [event for event in world.trail.durable if event.kind == "change"]
    assert [event.resource for event in ended] == [operator.object_id]
    assert refusal(await refresh(world, following)) == (
        *(400, "invalid_grant", 50173),
        "bad_token",
    )
    assert len([event for event in world.trail.durable if event.kind == "change"]) == 1


async def test_unused_it_expires(world: World, operator: User) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    world.clock.advance(LIFETIME)
    answer = await refresh(world, token)
    assert refusal(answer) == (400, "invalid_grant", 700082, "bad_token")
    assert "was inactive for 90.00:00:00." in answer.body["error_description"]


async def test_a_user_who_is_switched_off_is_signed_out_for_good(
    world: World, operator: User
) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    await switch(world, operator, enabled=False)
    assert (await refresh(world, token)).number == 50057
    await switch(world, operator, enabled=True)
    assert (await refresh(world, token)).number == 50173


async def test_it_is_its_own_client_s(world: World, operator: User) -> None:
    """A client that is in no family with it is refused."""
    token = (await signed_in(world, operator)).body["refresh_token"]
    answer = await refresh(world, token, client_id="11111111-1111-1111-1111-111111111111")
    assert refusal(answer) == (400, "invalid_grant", 700007, "client_mismatch")
    assert (await refresh(world, token, client_id=CLI.upper())).status == 200


async def test_clients_of_a_family_share_it(world: World, operator: User) -> None:
    """Each goes on with its own: what the other one did does not use it up."""
    token = (await signed_in(world, operator)).body["refresh_token"]
    powershell = {"client_id": "1950a258-227b-4e31-a9cf-717495945fc2"}
    shared = await refresh(world, token, **powershell)
    assert shared.body["foci"] == "1"
    assert UnverifiedToken.parse(shared.body["access_token"]).claims["appid"] in powershell.values()

    world.clock.advance(3_600)
    assert (await refresh(world, token)).status == 200
    assert (await refresh(world, shared.body["refresh_token"], **powershell)).status == 200
    world.clock.advance(3_600)
    assert (await refresh(world, token)).number == 50173
    assert (await refresh(world, shared.body["refresh_token"], **powershell)).number == 50173


async def test_one_that_never_was(world: World) -> None:
    answer = await refresh(world, "guess")
    assert refusal(answer) == (400, "invalid_grant", 9002313, "")
    assert "guess" not in str(answer.body)


@pytest.mark.parametrize("missing", ["client_id", "refresh_token"])
async def test_incomplete_requests(world: World, operator: User, missing: str) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    form: dict[str, Any] = {**REFRESH, "refresh_token": token}
    del form[missing]
    assert (await world.post(form)).number == 900144


async def test_it_is_nowhere_in_the_trail(world: World, operator: User) -> None:
    token = (await signed_in(world, operator)).body["refresh_token"]
    following = (await refresh(world, token, scope=SCOPE)).body["refresh_token"]
    assert token not in repr(world.trail.events)
    assert following not in repr(world.trail.events)
