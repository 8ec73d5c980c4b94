"""What all grants share: answers of both versions, refusals, and the trail."""

from base64 import b64encode

import pytest

from tests.authority.world import SCOPE, TENANT, TOKEN_PATH, VAULT, World

V1_PATH = f"/{TENANT.tenant_id}/oauth2/token"


async def form(world: World, **changes: str) -> dict[str, str]:
    application, _ = await world.application()
    secret = await world.secret_of(application.app_id)
    return {
        "grant_type": "client_credentials",
        "client_id": application.app_id,
        "client_secret": secret.reveal(),
        **changes,
    }


async def test_the_v2_answer(world: World) -> None:
    answer = await world.post(await form(world, scope=SCOPE))
    assert answer.status == 200
    assert list(answer.body) == ["token_type", "expires_in", "ext_expires_in", "access_token"]
    assert answer.body["token_type"] == "Bearer"
    assert answer.body["expires_in"] == answer.body["ext_expires_in"] == 3600
    assert answer.headers["cache-control"] == "no-store, no-cache"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


async def test_the_v1_answer_is_all_strings(world: World) -> None:
    answer = await world.post(await form(world, resource=f"{VAULT}/"), path=V1_PATH)
    assert list(answer.body) == [
        "token_type",
        "expires_in",
        "ext_expires_in",
        "expires_on",
        "not_before",
        "resource",
        "access_token",
    ]
    assert all(isinstance(value, str) for value in answer.body.values())
    assert answer.body["resource"] == f"{VAULT}/"
    claims = world.verify(answer.body["access_token"], f"{VAULT}/").raw
    assert answer.body["expires_on"] == str(claims["exp"])
    assert answer.body["not_before"] == str(claims["nbf"])
    assert claims["ver"] == "1.0"


async def test_the_answer_has_whole_seconds(world: World) -> None:
    world.clock.advance(0.4)
    answer = await world.post(await form(world, scope=SCOPE))
    assert answer.body["expires_in"] == 3599


async def test_a_token_is_recorded_and_not_repeated(world: World) -> None:
    asked = await form(world, scope=SCOPE)
    answer = await world.post(asked)
    (event,) = world.trail.events
    assert (event.kind, event.action, event.outcome) == ("token", "token", "allowed")
    assert (event.app_id, event.resource) == (asked["client_id"], VAULT)
    assert event.reason == "client secret"
    assert event.display_name == "ledger"
    assert world.trail.durable == []
    assert answer.body["access_token"] not in str(event)
    assert asked["client_secret"] not in str(event)


async def test_a_refusal_is_recorded_with_its_reason(world: World) -> None:
    asked = await form(world, scope="https://evil.test/.default")
    answer = await world.post(asked)
    assert (answer.status, answer.body["error"]) == (400, "invalid_resource")
    (event,) = world.trail.events
    assert event.outcome == "denied"
    assert event.app_id == asked["client_id"]
    assert event.reason.startswith("AADSTS500011: ")
    assert event.request_id == answer.body["trace_id"]


async def test_an_unreadable_request_is_recorded_too(world: World) -> None:
    assert (await world.post(b"grant_type=%ff")).number == 90013
    assert world.trail.events[0].outcome == "denied"


@pytest.mark.parametrize("grant_type", ["implicit", "x" * 5000])
async def test_a_grant_that_there_is_not(world: World, grant_type: str) -> None:
    answer = await world.post({"grant_type": grant_type, "client_id": "a"})
    assert (answer.status, answer.number) == (400, 70003)
    assert answer.body["error"] == "unsupported_grant_type"
    assert len(answer.body["error_description"]) < 600


async def test_basic_as_discovery_says(world: World) -> None:
    asked = await form(world)
    basic = b64encode(f"{asked['client_id']}:{asked['client_secret']}".encode()).decode()
    answer = await world.post(
        {"grant_type": "client_credentials", "scope": SCOPE},
        path=TOKEN_PATH.upper().replace("/OAUTH2/V2.0/TOKEN", "/oauth2/v2.0/token"),
        headers={"authorization": f"Basic {basic}"},
    )
    assert answer.status == 200


async def test_a_warm_request_reads_nothing_of_the_store(world: World) -> None:
    asked = await form(world, scope=SCOPE)
    assert (await world.post(asked)).status == 200
    reads = world.records.reads
    assert (await world.post(asked)).status == 200
    assert world.records.reads == reads
