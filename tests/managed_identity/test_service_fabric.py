"""Service Fabric's token service, byte by byte (``protocols.md`` A.8)."""

from hashlib import sha256
from typing import Any

import pytest

from nameplate.core.errors import InternalFailure
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.http import Request
from nameplate.managed_identity.service_fabric import PATH, ServiceFabric
from tests.fakes.asgi import Answer, ask, scope
from tests.fakes.workloads import VAULT, Installation, installation

QUERY = f"api-version=2019-07-01-preview&resource={VAULT}"

UNSUPPORTED = "The api-version '{}' is not supported. Supported version is '2019-07-01-preview'."


async def get(house: Installation, query: str = QUERY, **options: Any) -> Answer:
    wire = ServiceFabric(house.directory, house.endpoint.parts)
    sent = options.get("headers", {"secret": house.secret})
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    target = f"{options.get('path', PATH)}?{query}"
    method, host = options.get("method", "GET"), options.get("host", "localhost:8443")
    door = Door(HostTable(default=wire))
    return await ask(door, scope(method, target, host=host, headers=raw), b"")


async def refused(house: Installation, query: str = QUERY, **options: Any) -> tuple[int, str, str]:
    answer = await get(house, query, **options)
    error = answer.json()["error"]
    assert list(error) == ["correlationId", "code", "message"]
    assert error["correlationId"] == answer.header("x-ms-request-id")
    return answer.status, error["code"], error["message"]


async def test_the_answer_has_four_fields() -> None:
    house = await installation()

    body = (await get(house)).json()

    assert list(body) == ["token_type", "access_token", "expires_on", "resource"]
    assert (body["token_type"], body["resource"]) == ("Bearer", VAULT)
    assert body["expires_on"].isdecimal()


async def test_a_missing_secret_and_a_wrong_one_are_404_with_codes_of_their_own() -> None:
    house = await installation()

    assert await refused(house, headers={}) == (
        404,
        "SecretHeaderNotFound",
        "Secret is not found in the request headers.",
    )
    assert await refused(house, headers={"secret": "0" * 32}) == (
        404,
        "ManagedIdentityNotFound",
        "Managed identity not found for the specified application host.",
    )


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        (
            "api-version=2019-07-01-preview",
            "ArgumentNullOrEmpty",
            "The parameter 'resource' should not be null or empty string.",
        ),
        (
            f"api-version=2020-05-01&resource={VAULT}",
            "InvalidApiVersion",
            UNSUPPORTED.format("2020-05-01"),
        ),
        (
            f"resource={VAULT}",
            "InvalidApiVersion",
            UNSUPPORTED.format(""),
        ),
    ],
)
async def test_parameters_are_refused_in_the_documents_words(
    query: str, code: str, message: str
) -> None:
    assert await refused(await installation(), query) == (400, code, message)


@pytest.mark.parametrize("name", ["client_id", "clientid", "object_id", "mi_res_id"])
async def test_selectors_are_refused(name: str) -> None:
    house = await installation()

    status, code, _ = await refused(house, f"{QUERY}&{name}={house.shared.app_id}")

    assert (status, code) == (400, "ArgumentNotSupported")


async def test_dot_net_names_an_identity_by_its_principal_id() -> None:
    house = await installation()

    body = (await get(house, f"{QUERY}&principalId={house.shared.object_id.upper()}")).json()
    system = (await get(house, f"{QUERY}&principalId=")).json()
    status, code, _ = await refused(house, f"{QUERY}&principalId=0")

    assert body["access_token"] != system["access_token"]
    assert (status, code) == (404, "ManagedIdentityNotFound")


async def test_the_only_identity_needs_no_name() -> None:
    """A service with one user-assigned identity has that one."""
    house = await installation()

    assert (await get(house, headers={"secret": house.plain_secret})).status == 200


async def test_a_rejected_token_is_not_given_again() -> None:
    house = await installation()
    token = (await get(house)).json()["access_token"]
    digest = sha256(token.encode()).hexdigest()

    assert (await get(house)).json()["access_token"] == token
    other = await get(house, f"{QUERY}&token_sha256_to_refresh={'0' * 64}&xms_cc=cp1")
    fresh = await get(house, f"{QUERY}&token_sha256_to_refresh={digest.upper()}")
    assert other.json()["access_token"] == token
    assert fresh.json()["access_token"] != token


async def test_a_switched_off_identity_fails_without_a_reason() -> None:
    house = await installation()
    await house.switch(house.system, enabled=False)

    assert await refused(house) == (
        500,
        "InternalServerError",
        "An error occurred while processing the request.",
    )
    wire = ServiceFabric(house.directory, house.endpoint.parts)
    cause = wire.render(InternalFailure("X", "the cause"), Request("GET", PATH))
    assert b"the cause" not in cause.body


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"path": "/elsewhere"}, 404),
        ({"method": "DELETE"}, 405),
        ({"host": "contoso.example"}, 421),
        ({"headers": {"x-forwarded-for": "10.0.0.1"}}, 400),
    ],
)
async def test_what_is_no_question_is_refused(options: dict[str, Any], status: int) -> None:
    assert (await refused(await installation(), **options))[0] == status
