"""Cloud Shell's endpoint, byte by byte (``protocols.md`` A.6)."""

from typing import Any

import pytest

from nameplate.core.errors import InternalFailure
from nameplate.crypto.jws import UnverifiedToken
from nameplate.edge.http import Request
from tests.fakes.asgi import Answer
from tests.fakes.workloads import VAULT, Installation, installation

FORM = b"resource=https%3A%2F%2Fvault.azure.net"
HEADERS = {"metadata": "true", "content-type": "application/x-www-form-urlencoded"}


async def post(house: Installation, body: bytes = FORM, **options: Any) -> Answer:
    given = {"headers": HEADERS, "method": "POST", **options}
    secret = given.pop("secret", house.secret)
    return await house.ask(f"/cloudshell/{secret}/oauth2/token", body=body, **given)


async def refused(house: Installation, body: bytes = FORM, **options: Any) -> tuple[int, Any]:
    """Status and error of a refusal: one nested object with a code and a message."""
    answer = await post(house, body, **options)
    document = answer.json()
    assert list(document) == ["error"]
    assert list(document["error"]) == ["code", "message"]
    return answer.status, document["error"]


@pytest.mark.parametrize("headers", [HEADERS, {"metadata": "True"}])
async def test_a_posted_form_gets_strings_only(headers: dict[str, str]) -> None:
    """Also without a Content-Type, as the client for C++ sends it."""
    house = await installation()

    body = (await post(house, headers=headers)).json()

    claims = UnverifiedToken.parse(body["access_token"]).claims
    assert list(body.items())[1:] == [
        ("refresh_token", ""),
        ("expires_in", "86400"),
        ("expires_on", str(claims["exp"])),
        ("not_before", str(claims["nbf"])),
        ("resource", VAULT),
        ("token_type", "Bearer"),
    ]
    assert claims["oid"] == house.system.object_id


async def test_older_clients_ask_by_get() -> None:
    """And in lower case, as some send every URL."""
    house = await installation()
    path = f"/cloudshell/{house.secret.lower()}/oauth2/token"

    answer = await house.ask(f"{path}?{FORM.decode()}", headers={"Metadata": "true"})

    assert answer.json()["resource"] == VAULT


async def test_an_unknown_audience_is_refused_in_cloud_shells_words() -> None:
    house = await installation()

    status, error = await refused(house, b"resource=https://nobody.example")

    assert status == 400
    assert error == {
        "code": "AudienceNotSupported",
        "message": "Audience https://nobody.example is not a supported MSI token audience.",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"headers": {}}, "BadRequest"),
        ({"headers": {"metadata": "false"}}, "BadRequest"),
        ({"body": b""}, "MissingResource"),
        ({"body": FORM + b"&resource=x"}, "DoubledParameter"),
        ({"body": FORM + b"&client_id=a"}, "UserAssignedNotSupported"),
        ({"secret": "0" * 32}, "IdentityNotFound"),
    ],
)
async def test_every_other_fault_is_400(change: dict[str, Any], code: str) -> None:
    house = await installation()

    status, error = await refused(house, **change)

    assert (status, error["code"]) == (400, code)


async def test_another_method_is_405() -> None:
    status, error = await refused(await installation(), method="PUT")

    assert (status, error["code"]) == (405, "MethodNotAllowed")


async def test_only_the_system_assigned_identity_answers() -> None:
    house = await installation()

    status, error = await refused(house, secret=house.plain_secret)

    assert (status, error["code"]) == (400, "IdentityNotFound")


async def test_a_switched_off_identity_fails_without_a_reason() -> None:
    house = await installation()
    await house.switch(house.system, enabled=False)

    status, error = await refused(house)

    assert (status, error["message"]) == (500, "The token could not be issued.")
    path = f"/cloudshell/{house.secret}/oauth2/token"
    cause = house.endpoint.render(InternalFailure("X", "the cause"), Request("POST", path))
    assert b"the cause" not in cause.body
