"""Endpoints, methods, and the keys from ready bytes."""

from typing import Any

import orjson
import pytest

from nameplate.crypto import base64url
from tests.authority.world import CLOUD, TENANT, TOKEN_PATH, World

GUID = TENANT.tenant_id


@pytest.mark.parametrize("tenant", [GUID, GUID.upper(), TENANT.default_domain])
async def test_discovery_of_the_tenant(world: World, tenant: str) -> None:
    first = await world.get(f"/{tenant}/.well-known/openid-configuration")
    second = await world.get(f"/{tenant}/v2.0/.well-known/openid-configuration")
    assert (first.status, second.status) == (200, 200)
    assert first.body["issuer"] == CLOUD.issuer(GUID)
    assert second.body["issuer"] == CLOUD.issuer_v2(GUID)
    assert second.headers["cache-control"] == "max-age=86400, private"


async def test_the_issuer_of_v1_discovery_is_the_tokens_own(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    answer = await world.post(world.assertion_form(application.app_id))
    document = await world.get(f"/{GUID}/.well-known/openid-configuration")
    assert world.verify(answer.body["access_token"]).issuer == document.body["issuer"]


async def test_the_published_keys_verify_the_tokens(world: World) -> None:
    application, _ = await world.application()
    await world.certificate_of(application.app_id)
    token = (await world.post(world.assertion_form(application.app_id))).body["access_token"]
    keys = (await world.get(f"/{GUID}/discovery/v2.0/keys")).body["keys"]
    header = orjson.loads(base64url.decode(token.split(".")[0]))
    (key,) = [each for each in keys if each["kid"] == header["kid"]]
    assert key["x5t"] == header["x5t"]
    assert not {"d", "p", "q", "dp", "dq", "qi"} & key.keys()


async def test_an_unknown_tenant(world: World) -> None:
    answer = await world.get("/other.example/v2.0/.well-known/openid-configuration")
    assert (answer.status, answer.body["error"], answer.number) == (400, "invalid_tenant", 90002)
    answer = await world.post({}, path="/other.example/oauth2/v2.0/token")
    assert (answer.status, answer.body["error"], answer.number) == (400, "invalid_request", 90002)


@pytest.mark.parametrize("path", ["/discovery/keys", "/discovery/v2.0/keys"])
@pytest.mark.parametrize("tenant", ["common", "organizations", GUID])
async def test_keys_are_ready_bytes(world: World, tenant: str, path: str) -> None:
    answer = await world.get(f"/{tenant}{path}")
    ready = world.wire.fast(_scope("GET", f"/{tenant}{path}"))
    assert ready is not None
    assert ready.body == world.keys.jwks()
    assert answer.body == orjson.loads(ready.body)
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_who_is_sent_the_keys_is_noted(world: World) -> None:
    await world.get("/common/discovery/keys")
    named = _scope("GET", "/common/discovery/keys") | {
        "client": ("192.0.2.7", 1234),
        "headers": [(b"host", b"x"), (b"user-agent", b"verifier/1")],
    }
    assert world.wire.fast(named) is not None
    latest = world.keys.readers()[0]
    assert (latest.client, latest.agent) == ("192.0.2.7", "verifier/1")
    assert world.keys.active().kid in latest.kids


async def test_what_is_not_ready_goes_the_long_way(world: World) -> None:
    await world.get("/common/discovery/keys")
    assert world.wire.fast(_scope("POST", "/common/discovery/keys")) is None
    assert world.wire.fast(_scope("GET", "/other.example/discovery/keys")) is None
    assert world.wire.fast(_scope("GET", TOKEN_PATH)) is None
    world.units.epoch.value += 1
    assert world.wire.fast(_scope("GET", "/common/discovery/keys")) is None
    assert (await world.get("/common/discovery/keys")).status == 200
    assert world.wire.fast(_scope("GET", "/common/discovery/keys")) is not None


async def test_instance_discovery(world: World) -> None:
    endpoint = f"{CLOUD.authority}/{GUID}/oauth2/v2.0/authorize"
    query = f"api-version=1.1&authorization_endpoint={endpoint}"
    answer = await world.get("/common/discovery/instance", query=query)
    assert answer.status == 200
    assert answer.body["tenant_discovery_endpoint"].endswith(
        f"/{GUID}/v2.0/.well-known/openid-configuration"
    )
    assert (await world.get("/common/discovery/instance")).number == 900144


async def test_a_region_has_a_document_of_its_own(world: World) -> None:
    host = f"westus2.{CLOUD.regional_suffixes[0]}"
    answer = await world.get(f"/{GUID}/v2.0/.well-known/openid-configuration", host=host)
    assert answer.body["token_endpoint"] == f"https://{host}/{GUID}/oauth2/v2.0/token"
    assert answer.body["authorization_endpoint"] == "unsupported"


async def test_head_answers_as_get(world: World) -> None:
    answer = await world.send("HEAD", f"/{GUID}/v2.0/.well-known/openid-configuration")
    assert answer.status == 200


async def test_pages_may_ask_first(world: World) -> None:
    answer = await world.send("OPTIONS", "/common/discovery/v2.0/keys")
    assert answer.status == 200
    assert answer.headers["access-control-allow-methods"] == "GET, OPTIONS"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", TOKEN_PATH, "POST"),
        ("PUT", f"/{GUID}/oauth2/token", "POST"),
        ("POST", "/common/discovery/keys", "GET, HEAD, OPTIONS"),
    ],
)
async def test_another_method(world: World, method: str, path: str, allowed: str) -> None:
    answer = await world.send(method, path)
    assert (answer.status, answer.number) == (405, 900561)
    assert answer.headers["allow"] == allowed
    assert f"Received a {method} request." in answer.body["error_description"]


@pytest.mark.parametrize("path", ["/", "/x/y/z", f"/{GUID}/oauth2/v2.0/logout"])
async def test_another_path(world: World, path: str) -> None:
    answer = await world.get(path)
    assert (answer.status, answer.body["error"]) == (404, "invalid_request")


async def test_the_client_s_id_comes_back_on_the_token_url(world: World) -> None:
    answer = await world.post({}, query="client-request-id=0a1b2c3d")
    assert answer.headers["client-request-id"] == "0a1b2c3d"
    assert answer.body["correlation_id"] == "0a1b2c3d"


def _scope(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
