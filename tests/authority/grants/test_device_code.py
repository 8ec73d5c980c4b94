"""A client that waits for a person."""

import pytest

from tests.authority.world import SCOPE, VAULT, Answer, World

START = "/organizations/oauth2/v2.0/devicecode"
TOKEN = "/organizations/oauth2/v2.0/token"
CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"


async def begin(world: World) -> tuple[str, dict[str, str]]:
    """The user's code, and the form with which the client asks again and again."""
    form = {"client_id": CLI, "scope": f"{SCOPE} openid profile offline_access"}
    begun = (await world.post(form, path=START)).body
    return begun["user_code"], {
        "grant_type": "device_code",
        "client_id": CLI,
        "device_code": begun["device_code"],
    }


def refusal(answer: Answer) -> tuple[int, str, int]:
    return answer.status, answer.body["error"], answer.number


async def test_pending_is_no_event(world: World) -> None:
    _, form = await begin(world)
    answer = await world.post(form, path=TOKEN)
    assert refusal(answer) == (400, "authorization_pending", 70016)
    assert answer.body["error_description"].startswith(
        "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. Continue polling.\r\n"
    )
    assert world.trail.events == []


@pytest.mark.parametrize(
    "grant_type", ["device_code", "urn:ietf:params:oauth:grant-type:device_code"]
)
async def test_the_token_is_that_of_whoever_approved(world: World, grant_type: str) -> None:
    operator = await world.operator()
    user_code, form = await begin(world)
    assert world.codes.approve(user_code, operator.object_id)
    answer = await world.post(form | {"grant_type": grant_type}, path=TOKEN)
    assert answer.status == 200
    assert answer.body["scope"] == f"{VAULT}/user_impersonation {VAULT}/.default"
    claims = world.verify(answer.body["access_token"]).raw
    assert (claims["oid"], claims["appid"]) == (operator.object_id, CLI)
    assert world.trail.events[0].kind == "sign-in"
    again = await world.post(form, path=TOKEN)
    assert refusal(again) == (400, "bad_verification_code", 70018)


async def test_declined_and_expired(world: World) -> None:
    user_code, form = await begin(world)
    world.codes.decline(user_code)
    assert refusal(await world.post(form, path=TOKEN)) == (400, "authorization_declined", 65004)
    _, form = await begin(world)
    world.clock.advance(900)
    assert refusal(await world.post(form, path=TOKEN)) == (400, "expired_token", 70020)


async def test_a_user_who_is_gone_or_switched_off(world: World) -> None:
    operator = await world.operator()
    user_code, form = await begin(world)
    world.codes.approve(user_code, operator.object_id)
    work = world.begin()
    await world.directory.set_enabled(work, operator.object_id, enabled=False)
    await work.commit()
    assert (await world.post(form, path=TOKEN)).number == 50057
    user_code, form = await begin(world)
    world.codes.approve(user_code, "nobody")
    assert (await world.post(form, path=TOKEN)).number == 50057


@pytest.mark.parametrize("missing", ["client_id", "device_code"])
async def test_incomplete_requests(world: World, missing: str) -> None:
    _, form = await begin(world)
    del form[missing]
    assert (await world.post(form, path=TOKEN)).number == 900144
