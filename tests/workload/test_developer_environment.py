"""An application's credentials in the environment: the form that is posted, and its answer."""

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.crypto.signing import SigningKey
from nameplate.workload.developer_environment import ASSERTION_TYPE, token_in, token_request
from nameplate.workload.developer_tools import NoRealToken

AUTHORITY = "https://login.microsoftonline.com"
WHO = {"AZURE_TENANT_ID": "tenant", "AZURE_CLIENT_ID": "client"}
NOW = 1_795_478_453.0
ARM = "https://management.azure.com"


def form(environment: dict[str, str]) -> dict[str, str]:
    asked = token_request(environment, ARM, authority=AUTHORITY, now=NOW)
    return {name: values[0] for name, values in parse_qs(asked.form.decode()).items()}


def test_a_secret_is_posted_to_the_public_authority() -> None:
    environment = {**WHO, "AZURE_CLIENT_SECRET": "geheim"}
    asked = token_request(environment, ARM, authority=AUTHORITY, now=NOW)

    assert asked.url == f"{AUTHORITY}/tenant/oauth2/v2.0/token"
    assert "geheim" not in repr(asked)
    assert form(environment) == {
        "grant_type": "client_credentials",
        "client_id": "client",
        "scope": f"{ARM}/.default",
        "client_secret": "geheim",
    }


@pytest.mark.parametrize("resource", [f"{ARM}/.default https://vault.azure.net", "a\nb", "-x", ""])
def test_a_resource_is_one_scope(resource: str) -> None:
    environment = {**WHO, "AZURE_CLIENT_SECRET": "geheim"}
    with pytest.raises(NoRealToken, match="is no resource"):
        token_request(environment, resource, authority=AUTHORITY, now=NOW)


@pytest.mark.parametrize("host", ["login.contoso.example", "https://login.contoso.example/"])
def test_another_authority_is_https_whatever_it_says(host: str) -> None:
    environment = {**WHO, "AZURE_CLIENT_SECRET": "s", "AZURE_AUTHORITY_HOST": host}
    asked = token_request(environment, ARM, authority=AUTHORITY, now=NOW)
    assert asked.url == "https://login.contoso.example/tenant/oauth2/v2.0/token"
    with pytest.raises(NoRealToken, match="no https"):
        token_request(
            {**environment, "AZURE_AUTHORITY_HOST": "http://x"}, ARM, authority=AUTHORITY, now=NOW
        )


def test_a_certificate_signs(tmp_path: Path) -> None:
    key = SigningKey.generate("dev", NOW)
    file = tmp_path / "app.pem"
    file.write_bytes(key.to_pem())

    found = form({**WHO, "AZURE_CLIENT_CERTIFICATE_PATH": str(file)})

    assert found["client_assertion_type"] == ASSERTION_TYPE
    token = UnverifiedToken.parse(found["client_assertion"])
    assert token.header["x5t"] == key.kid
    assert key.signed(token.signing_input, token.signature)
    assert token.claims["sub"] == token.claims["iss"] == "client"
    assert token.claims["aud"] == f"{AUTHORITY}/tenant/oauth2/v2.0/token"
    assert token.claims["exp"] == NOW + 600


def test_a_federated_token_is_shown_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a.b.c\n")
    found = form({**WHO, "AZURE_FEDERATED_TOKEN_FILE": str(file)})
    assert found["client_assertion"] == "a.b.c"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "set AZURE_TENANT_ID and AZURE_CLIENT_ID and one of AZURE_CLIENT_SECRET"),
        (WHO, "has no credentials: set one of AZURE_CLIENT_SECRET"),
        ({"AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s"}, "set AZURE_TENANT_ID."),
        (
            {**WHO, "AZURE_CLIENT_CERTIFICATE_PATH": "/nowhere.pem"},
            "AZURE_CLIENT_CERTIFICATE_PATH cannot be read: No such file",
        ),
        (
            {**WHO, "AZURE_CLIENT_CERTIFICATE_PATH": "/proc/self/status"},
            "AZURE_CLIENT_CERTIFICATE_PATH names no file of the kind",
        ),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(NoRealToken) as caught:
        token_request(environment, ARM, authority=AUTHORITY, now=NOW)
    assert said in str(caught.value)


def test_the_answer_is_a_token_or_a_reason() -> None:
    good = json.dumps({"access_token": "t", "expires_in": 3599}).encode()
    found = token_in(200, good, ARM, NOW)
    assert (found.text.reveal(), found.expires_on) == ("t", int(NOW) + 3599)

    def refused(status: int, body: bytes) -> str:
        with pytest.raises(NoRealToken) as caught:
            token_in(status, body, ARM, NOW)
        return str(caught.value)

    said = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid.\r\nTrace: 1"}
    assert refused(401, json.dumps(said).encode()).endswith(
        "AZURE_CLIENT_ID: AADSTS7000215: Invalid."
    )
    said = {"error_description": "AADSTS500011: The resource principal"}
    assert "knows no resource" in refused(400, json.dumps(said).encode())
    assert refused(502, b"<html>") == "The authority answered 502 without a token."
    assert refused(200, b"{}") == "The authority answered 200 without a token."
