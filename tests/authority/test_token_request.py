"""The one parse of a token request."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authority.tenants import NamedTenant
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request
from tests.authority.world import TENANT

NAMED = NamedTenant(TENANT, TENANT.tenant_id)


def parse(body: bytes, authorization: str | None = None) -> TokenRequest:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    request = Request("POST", "/", body=body, headers=headers, request_id="r")
    return TokenRequest.parse(request, NAMED, EndpointVersion.V2)


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


def code(body: bytes, authorization: str | None = None) -> str:
    with pytest.raises(BadRequest) as refused:
        parse(body, authorization)
    return refused.value.code


def test_fields_are_typed_and_secrets_wrapped() -> None:
    found = parse(
        b"grant_type=client_credentials&client_id=A&client_secret=s%2Fx&scope=r%2F.default&new=1"
    )
    assert found.grant_type == "client_credentials"
    assert found.client_id == "A"
    assert found.client_secret == SecretValue("s/x")
    assert found.scope == "r/.default"
    assert found.request_id == "r"
    assert "s/x" not in repr(found)


def test_basic_is_another_way_to_send_a_secret() -> None:
    found = parse(b"grant_type=g", basic("app%2D1:se:cret"))
    assert found.client_id == "app-1"
    assert found.client_secret == SecretValue("se:cret")


def test_the_same_client_may_be_named_twice() -> None:
    assert parse(b"grant_type=g&client_id=APP", basic("app:s")).client_id == "app"


def test_another_scheme_is_none_of_this() -> None:
    assert parse(b"grant_type=g&client_id=a", "Bearer x").client_id == "a"


@pytest.mark.parametrize(
    ("body", "authorization", "expected"),
    [
        (b"", None, "AADSTS900144"),
        (b'{"grant_type": "client_credentials"}', None, "AADSTS900144"),
        (b"grant_type=", None, "AADSTS900144"),
        (b"grant_type=g&grant_type=g", None, "AADSTS9000411"),
        (b"grant_type=g&client_id=a&client_id=b", None, "AADSTS9000411"),
        (b"grant_type=%ff", None, "AADSTS90013"),
        (b"a&" * 2000, None, "AADSTS90013"),
        (b"grant_type=g", "Basic !", "AADSTS90013"),
        (b"grant_type=g", "Basic " + b64encode(b"\xff\xfe").decode(), "AADSTS90013"),
        (b"grant_type=g", basic("no-colon"), "AADSTS90013"),
        (b"grant_type=g&client_id=b", basic("a:s"), "AADSTS90013"),
        (b"grant_type=g&client_secret=s", basic("a:s"), "AADSTS90013"),
        (b"grant_type=g&client_assertion=s", basic("a:s"), "AADSTS90013"),
    ],
)
def test_malformed_requests(body: bytes, authorization: str | None, expected: str) -> None:
    assert code(body, authorization) == expected


def test_a_parameter_that_nobody_reads_may_be_repeated() -> None:
    assert parse(b"grant_type=g&x=1&x=2").grant_type == "g"


@settings(max_examples=100)
@given(st.binary(max_size=200), st.none() | st.text(st.characters(codec="latin-1"), max_size=40))
def test_any_body_is_read_or_refused(body: bytes, authorization: str | None) -> None:
    try:
        assert parse(body, authorization).grant_type
    except BadRequest as error:
        assert error.code.startswith("AADSTS")  # noqa: PT017 - both outcomes are right
