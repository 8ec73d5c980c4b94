"""The endpoint of a run with real tokens: shapes, and what it leaves to the platform's own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from nameplate.core.errors import BadRequest, InternalFailure
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request, Response
from nameplate.managed_identity.real_tokens import RealTokenEndpoint
from tests.fakes.clock import FakeClock

ARM = "https://management.azure.com/"
SECRET = "AB" * 16
NOW = 1_795_478_453.0
V2019 = "api-version=2019-08-01"
IMDS = f"/imds/{SECRET}/metadata/identity/oauth2/token"


@dataclass(frozen=True)
class Token:
    text: SecretValue
    expires_on: int
    client_id: str


class Source:
    """Has tokens of the resource manager."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def token(self, resource: str) -> Token | None:
        self.asked.append(resource)
        if resource == "https://refused.example":
            raise BadRequest("RealTokenUnavailable", "run `az login`")
        real = resource.startswith("https://management")
        return Token(SecretValue("t"), int(NOW) + 60, "c1") if real else None


class Asked:
    """One endpoint, and what was passed on by it."""

    def __init__(self) -> None:
        self.source = Source()
        self.passed: list[Request] = []
        clock = FakeClock(NOW)
        self.endpoint = RealTokenEndpoint(self.source, self._pass_on, SecretValue(SECRET), clock)

    async def _pass_on(self, request: Request) -> Response:
        self.passed.append(request)
        return Response(200, b'{"from":"here"}')

    async def __call__(
        self,
        path: str,
        query: str,
        *,
        method: str = "GET",
        host: str = "127.0.0.1",
        body: bytes = b"",
        **headers: str,
    ) -> Any:
        raw = [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()]
        request = Request(
            method, path, host=host, query_string=query.encode(), headers=raw, body=body
        )
        return orjson.loads((await self.endpoint.handle(request)).body)


def question(resource: str = ARM, version: str = V2019) -> str:
    return f"{version}&resource={quote(resource, safe='')}"


async def test_app_service_says_strings() -> None:
    said = await Asked()("/msi/token/", question(), x_identity_header=SECRET)
    assert said == {
        "access_token": "t",
        "expires_on": str(int(NOW) + 60),
        "resource": ARM,
        "token_type": "Bearer",
        "client_id": "C1",
    }


async def test_a_user_assigned_identity_is_the_developer_too() -> None:
    said = await Asked()("/msi/token", f"{question()}&client_id=x", x_identity_header=SECRET)
    assert said["access_token"] == "t"


async def test_2017_has_dates_for_whom_reads_dates() -> None:
    query = question(version="api-version=2017-09-01")
    said = await Asked()("/msi/token", query, secret=SECRET, user_agent="azsdk-js-identity/2.1.0")
    assert said["expires_on"].endswith("+00:00")
    said = await Asked()("/msi/token", query, secret=SECRET)
    assert said["expires_on"] == str(int(NOW) + 60)


async def test_imds_and_cloud_shell_have_shapes_of_their_own() -> None:
    said = await Asked()(IMDS, question(version="api-version=2018-02-01"), metadata="true")
    assert list(said) == sorted(said)
    assert said["expires_in"] == said["ext_expires_in"] == "60"
    form = f"resource={quote(ARM, safe='')}".encode()
    path = f"/cloudshell/{SECRET.lower()}/oauth2/token"
    said = await Asked()(path, "", method="POST", body=form, metadata="true")
    assert (said["access_token"], said["refresh_token"]) == ("t", "")


async def test_an_audience_of_this_platform_is_passed_on() -> None:
    asked = Asked()
    said = await asked("/msi/token", question("https://vault.azure.net"), x_identity_header=SECRET)
    assert said == {"from": "here"}
    assert asked.source.asked == ["https://vault.azure.net"]


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/msi/token", {}),
        ("/msi/token", {"x_identity_header": "CD" * 16}),
        ("/msi/token", {"x_identity_header": SECRET, "host": "evil.example"}),
        ("/msi/token", {"x_identity_header": SECRET, "origin": "https://evil.example"}),
        ("/msi/token", {"x_identity_header": SECRET, "x_forwarded_for": "1.2.3.4"}),
        ("/msi/token", {"x_identity_header": SECRET, "method": "POST"}),
        ("/msi/token", {"x_identity_header": SECRET, "query": "api-version=1&resource=x"}),
        ("/msi/token", {"x_identity_header": SECRET, "query": V2019}),
        ("/msi/token", {"x_identity_header": SECRET, "query": f"{question()}&resource=x"}),
        ("/msi/token", {"secret": SECRET}),
        (IMDS, {"query": question(version="api-version=2018-02-01")}),
        ("/metadata/identity/oauth2/token", {"metadata": "true"}),
        (f"/imds/{'CD' * 16}/metadata/identity/oauth2/token", {"metadata": "true"}),
        (f"/imds/{SECRET}/metadata/instance", {"metadata": "true"}),
        (f"/cloudshell/{SECRET}/oauth2/token", {"metadata": "true"}),
        (f"/arc/{SECRET}/metadata/identity/oauth2/token", {"metadata": "true"}),
        ("/elsewhere", {"x_identity_header": SECRET}),
    ],
)
async def test_what_is_not_in_order_gets_the_platforms_own_answer(
    path: str, options: dict[str, str]
) -> None:
    """And nobody is asked for a token."""
    asked = Asked()
    query = options.pop("query", question())
    assert await asked(path, query, **options) == {"from": "here"}  # type: ignore[arg-type] # text
    assert asked.source.asked == []
    assert asked.passed[0].path == path


async def test_a_refusal_has_the_shape_of_the_path() -> None:
    asked = Asked()
    with pytest.raises(BadRequest) as caught:
        await asked("/msi/token", question("https://refused.example"), x_identity_header=SECRET)

    def rendered(path: str, error: Any) -> Any:
        response = asked.endpoint.render(error, Request("GET", path, request_id="r"))
        return response.status, orjson.loads(response.body)

    own = {"statusCode": 400, "message": "run `az login`", "correlationId": "r"}
    assert rendered("/msi/token", caught.value) == (400, own)
    assert rendered(IMDS, caught.value)[1]["error_description"] == "run `az login`"
    assert rendered("/cloudshell/A/oauth2/token", caught.value)[1]["error"]["message"]
    hidden = InternalFailure("Code", "a cause")
    assert "cause" not in str(rendered("/msi/token", hidden))


def test_no_log_has_the_runs_secret() -> None:
    path = f"/cloudshell/{SECRET}/oauth2/token"
    assert Asked().endpoint.logged_path(Request("GET", path)) == "cloud_shell:/oauth2/token"
