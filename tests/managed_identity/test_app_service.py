"""App Service's endpoint, through the door."""

import asyncio
import re
from typing import Any

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from tests.fakes.asgi import ask, scope
from tests.fakes.workloads import OTHER, SHARED, VAULT, Installation, installation

V2019 = f"/msi/token/?resource={VAULT}&api-version=2019-08-01"
V2017 = f"/msi/token/?resource={VAULT}&api-version=2017-09-01"
FAILED = "An unexpected error occured while fetching the AAD Token."
NONE_FOUND = "Managed Identity found for specified ClientId/ResourceId/PrincipalId."
JS_2 = "azsdk-js-identity/2.1.0 core-rest-pipeline/1.9.2 Node/v20.20.2"


async def refused(house: Installation, target: str, **request: Any) -> tuple[int, str]:
    """Status and message of a refusal, its shape checked."""
    answer = await house.ask(target, **request)
    body = answer.json()
    assert list(body) == ["statusCode", "message", "correlationId"]
    assert body["statusCode"] == answer.status
    assert body["correlationId"] == answer.header("x-ms-request-id")
    assert answer.header("content-type") == "application/json; charset=utf-8"
    return answer.status, body["message"]


async def test_the_answer_of_2019_is_what_every_client_reads() -> None:
    """Strings only, the resource echoed, no expires_in; a real token."""
    house = await installation()

    answer = await house.ask(V2019)

    body = answer.json()
    assert answer.status == 200
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert answer.header("retry-after") is None
    claims = UnverifiedToken.parse(body["access_token"]).claims
    assert list(body.items())[1:] == [
        ("expires_on", str(claims["exp"])),
        ("resource", VAULT),
        ("token_type", "Bearer"),
        ("client_id", house.system.app_id.upper()),
    ]
    assert (claims["oid"], claims["appid"], claims["aud"]) == (
        house.system.object_id,
        house.system.app_id,
        VAULT,
    )
    assert claims["exp"] - claims["iat"] == 86_700


@pytest.mark.parametrize(
    "path",
    ["/msi/token", "/msi/token/", "/msi/token//", "/MSI/token", "/MSI/Token//", "//msi/token"],
)
async def test_every_spelling_of_the_path_works(path: str) -> None:
    """Documents build {endpoint}/?resource= from a value that ends in a slash."""
    house = await installation()

    assert (await house.ask(f"{path}?resource={VAULT}&api-version=2019-08-01")).status == 200


@pytest.mark.parametrize(
    "resource",
    [VAULT, f"{VAULT}/", "api://orders", VAULT.replace(":", "%3A").replace("/", "%2F")],
)
async def test_the_resource_is_echoed_exactly(resource: str) -> None:
    """A cache keyed by the echo never hits when it is normalised."""
    house = await installation()

    body = (await house.ask(f"/msi/token?resource={resource}&api-version=2019-08-01")).json()

    plain = resource.replace("%3A", ":").replace("%2F", "/")
    assert body["resource"] == plain
    assert UnverifiedToken.parse(body["access_token"]).claims["aud"] == plain


@pytest.mark.parametrize("header", ["Secret", "secret", "SECRET"])
async def test_the_founding_documents_request_works(header: str) -> None:
    """2017-09-01 with the Secret header in any case, and seconds for expires_on."""
    house = await installation()

    body = (await house.ask(V2017, headers={header: house.secret})).json()

    assert re.fullmatch(r"\d+", body["expires_on"])
    assert (body["token_type"], body["resource"]) == ("Bearer", VAULT)


@pytest.mark.parametrize(
    ("style", "user_agent", "dated"),
    [
        (ExpiresOnFormat.AUTO, JS_2, True),
        (ExpiresOnFormat.AUTO, "azsdk-python-identity/1.27.0", False),
        (ExpiresOnFormat.DATE, "azsdk-python-identity/1.27.0", True),
        (ExpiresOnFormat.EPOCH, JS_2, False),
    ],
)
async def test_the_format_of_2017_is_a_setting(
    style: ExpiresOnFormat, user_agent: str, *, dated: bool
) -> None:
    """Auto follows the client; the warm answer is kept by format."""
    house = await installation(style=style)
    headers = {"secret": house.secret, "user-agent": user_agent}

    first = await house.ask(V2017, headers=headers)
    plain = await house.ask(V2017, headers={"secret": house.secret})
    warm = await house.ask(V2017, headers=headers)

    assert first.json()["expires_on"].endswith(" +00:00") is dated
    assert plain.json()["expires_on"].endswith(" +00:00") is (style is ExpiresOnFormat.DATE)
    assert warm.body == first.body


async def test_2019_has_seconds_for_every_client() -> None:
    """The setting is 2017's."""
    house = await installation(style=ExpiresOnFormat.DATE)
    headers = {**house.headers, "user-agent": JS_2}

    assert (await house.ask(V2019, headers=headers)).json()["expires_on"].isdigit()


@pytest.mark.parametrize("name", ["client_id", "clientid", "principal_id", "object_id"])
async def test_a_user_assigned_identity_is_selected_by_id(name: str) -> None:
    """In any spelling and any case."""
    house = await installation()
    value = house.shared.app_id if name.startswith("client") else house.shared.object_id

    body = (await house.ask(f"{V2019}&{name}={value.upper()}")).json()

    assert body["client_id"] == house.shared.app_id.upper()
    assert UnverifiedToken.parse(body["access_token"]).claims["oid"] == house.shared.object_id


@pytest.mark.parametrize("name", ["mi_res_id", "msi_res_id", "resource_id"])
async def test_a_user_assigned_identity_is_selected_by_resource_id(name: str) -> None:
    """Also with the spelling in which az returns it."""
    house = await installation()

    body = (await house.ask(f"{V2019}&{name}={SHARED.lower()}")).json()

    assert body["client_id"] == house.shared.app_id.upper()


async def test_an_empty_selector_means_the_system_assigned_identity() -> None:
    """Go sends one."""
    house = await installation()
    target = f"{V2017}&clientid="

    body = (await house.ask(target, headers={"secret": house.secret})).json()

    assert body["client_id"] == house.system.app_id.upper()


async def test_bad_questions_are_refused_each_in_its_words() -> None:
    """400, naming what is wrong and what is accepted."""
    house = await installation()
    for target, words in (
        ("/msi/token?api-version=2019-08-01", "resource query parameter is missing"),
        ("/msi/token?resource=&api-version=2019-08-01", "resource query parameter is missing"),
        (f"{V2019}&resource={VAULT}", "resource query parameter is given more than once"),
        (f"/msi/token?resource={VAULT}", "2017-09-01 and 2019-08-01"),
        (f"/msi/token?resource={VAULT}&api-version=2018-02-01", "2017-09-01 and 2019-08-01"),
        (f"{V2019}&client_id=a&object_id=b", "Only one of"),
        (f"{V2019}&mi_client_id=a", "'mi_client_id' is not known"),
    ):
        status, message = await refused(house, target)
        assert status == 400
        assert words in message


async def test_an_identity_that_is_not_the_apps_is_not_found() -> None:
    """With and without a selector, in Azure's words; the trail tells why."""
    house = await installation()
    plain = {"X-IDENTITY-HEADER": house.plain_secret}

    assert await refused(house, f"{V2019}&mi_res_id={OTHER}") == (
        400,
        f"No User Assigned or Delegated {NONE_FOUND}",
    )
    assert await refused(house, V2019, headers=plain) == (
        400,
        f"No {NONE_FOUND}",
    )
    assert [event.outcome for event in house.trail.events] == ["denied", "denied"]


async def test_an_unknown_resource_is_a_failure_that_tells_nothing() -> None:
    """500 in Azure's words, its spelling too; the trail tells why."""
    house = await installation()

    target = "/msi/token?resource=https://nothing.test&api-version=2019-08-01"

    assert await refused(house, target) == (500, FAILED)
    assert house.trail.events[-1].reason == "the resource is not known here"


async def test_an_application_that_asks_for_assignment_is_a_failure_too() -> None:
    """500 in Azure's words; the trail tells why."""
    house = await installation()
    await house.require_assignment()

    target = "/msi/token?resource=api://orders&api-version=2019-08-01"

    assert await refused(house, target) == (500, FAILED)
    assert "not assigned to a role" in house.trail.events[-1].reason


async def test_a_wrong_or_missing_secret_is_unauthorised() -> None:
    """The other version's header does not count; nor do two."""
    house = await installation()
    wrong = "0" * 32

    for target, headers, words in (
        (V2019, {}, "X-IDENTITY-HEADER is missing"),
        (V2019, {"secret": house.secret}, "X-IDENTITY-HEADER is missing"),
        (V2017, {"x-identity-header": house.secret}, "Secret is missing"),
        (V2019, {"x-identity-header": wrong}, "X-IDENTITY-HEADER is not that of a running app"),
        (V2017, {"secret": house.secret.lower()}, "Secret is not that of a running app"),
    ):
        status, message = await refused(house, target, headers=headers)
        assert status == 401
        assert words in message
        assert wrong not in message
        assert house.secret not in message


async def test_a_secret_that_is_given_twice_is_refused() -> None:
    """Even when both are right."""
    house = await installation()
    header = (b"x-identity-header", house.secret.encode())
    twice = scope("GET", V2019, host="127.0.0.1", headers=[header, header])

    answer = await ask(Door(HostTable(default=house.endpoint)), twice)

    assert answer.status == 401
    assert answer.json()["message"] == "The header X-IDENTITY-HEADER is given more than once."


async def test_a_lease_that_is_over_ends_the_secret() -> None:
    """Also for an answer that was warm."""
    house = await installation()
    assert (await house.ask(V2019)).status == 200

    house.clock.advance(600)

    assert (await refused(house, V2019))[0] == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Forwarded-For": "10.0.0.1"}, 400),
        ({"Forwarded": "for=10.0.0.1"}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_proxies_and_browsers_are_refused_even_when_warm(
    headers: dict[str, str], status: int
) -> None:
    """A warm answer is only for a request that the gate lets in."""
    house = await installation()
    assert (await house.ask(V2019)).status == 200

    assert (await refused(house, V2019, headers={**house.headers, **headers}))[0] == status


async def test_a_foreign_host_is_refused_even_when_warm() -> None:
    """A name that was rebound to this address gets no token."""
    house = await installation()
    assert (await house.ask(V2019)).status == 200

    status, message = await refused(house, V2019, host="evil.example:8141")

    assert status == 421
    assert "evil.example" in message
    assert (await house.ask(V2019, host="localhost:8141")).status == 200


async def test_a_get_may_have_a_body_and_other_methods_are_refused() -> None:
    """JavaScript's client sends a content type, some a body."""
    house = await installation()
    headers = {**house.headers, "content-type": "application/x-www-form-urlencoded"}

    assert (await house.ask(V2019, body=b"resource=x", headers=headers)).status == 200
    assert (await refused(house, V2019, method="POST"))[0] == 405
    assert (await house.ask(V2019, method="POST")).header("allow") == "GET"


async def test_warm_answers_are_the_same_bytes_without_the_directory() -> None:
    """No read, no signature; counted."""
    house = await installation()
    first = await house.ask(V2019)
    reads = house.records.reads

    warm = await house.ask(V2019)

    assert warm.body == first.body
    assert house.records.reads == reads
    assert len(house.trail.events) == 1
    assert house.trail.counted == [(house.system.object_id, VAULT)]


async def test_a_change_asks_again_and_gives_the_same_token() -> None:
    """The identity must still be there; the token is the one that there is."""
    house = await installation()
    first = await house.ask(V2019)

    house.epoch.value += 1

    assert (await house.ask(V2019)).body == first.body


async def test_switching_an_identity_off_ends_its_tokens_at_once() -> None:
    """Also the warm ones; on again it has the same token."""
    house = await installation()
    first = await house.ask(V2019)

    await house.switch(house.system, enabled=False)
    assert await refused(house, V2019) == (500, FAILED)
    await house.switch(house.system, enabled=True)

    assert (await house.ask(V2019)).body == first.body


async def test_many_at_once_are_one_signature() -> None:
    """The same bytes for all."""
    house = await installation()

    answers = await asyncio.gather(*(house.ask(V2019) for _ in range(25)))

    assert len({answer.body for answer in answers}) == 1
    assert len(house.trail.events) == 1


async def test_another_path_is_not_found() -> None:
    """The message says where tokens are."""
    house = await installation()

    assert await refused(house, "/msi/tokens") == (
        404,
        "Tokens are at /msi/token (App Service) and /metadata/identity (IMDS).",
    )
