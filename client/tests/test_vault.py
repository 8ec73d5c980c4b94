"""A certificate out of a vault: the challenge, who is answered, what comes back."""

import base64
import json
from collections.abc import Mapping
from email.message import Message
from typing import Any

import pytest
from client.tests.test_certificates import archive, certificate, thumbprint

from nameplate_client.errors import SourceFailed
from nameplate_client.vault import certificate_of, check_identifier
from nameplate_client.web import FetchFailed, Reply

CERTIFICATE = certificate()
IDENTIFIER = "https://contoso.vault.azure.net/secrets/app1"
CHALLENGE = (
    'Bearer authorization="https://login.microsoftonline.com/72f9", '
    'resource="https://vault.azure.net"'
)
PKCS12 = "application/x-pkcs12"


class Vault:
    """Challenges whoever brings no token, and answers the others."""

    def __init__(self, challenge: str = CHALLENGE, status: int = 200, **bundle: Any) -> None:
        value = base64.b64encode(archive(CERTIFICATE)).decode()
        self.bundle = {"value": value, "contentType": PKCS12, **bundle}
        self.challenge = challenge
        self.status = status
        self.asked: list[str] = []

    def __call__(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        self.asked.append(url)
        said = Message()
        if not headers:
            said["WWW-Authenticate"] = self.challenge
            return Reply(401, said, b"")
        assert headers["Authorization"] == "Bearer token for https://vault.azure.net"
        return Reply(self.status, said, json.dumps(self.bundle).encode())


def token_for(resource: str) -> str:
    return f"token for {resource}"


def test_the_certificate_and_the_tenant() -> None:
    vault = Vault()

    fetched = certificate_of(IDENTIFIER, token_for, vault)

    assert fetched.certificate.thumbprint == thumbprint(CERTIFICATE)
    assert fetched.tenant_id == "72f9"
    assert vault.asked == [IDENTIFIER, f"{IDENTIFIER}?api-version=7.0"]


@pytest.mark.parametrize(
    ("vault", "words"),
    [
        (Vault(contentType="text/plain"), "content type is 'text/plain'"),
        (Vault(value="%%%"), "holds no PKCS #12 archive"),
        (Vault(value="AAAA"), "holds no PKCS #12 archive"),
        (Vault(challenge="Bearer"), "did not say which token it wants"),
        (
            Vault(challenge=CHALLENGE.replace("https://vault.azure.net", "https://evil.example")),
            "which is not its own",
        ),
        (Vault(status=403, error={"message": "no secrets get permission"}), "no secrets get"),
        (Vault(status=500), "Key Vault answered 500: no reason given"),
    ],
)
def test_what_a_vault_may_not_answer(vault: Vault, words: str) -> None:
    with pytest.raises(SourceFailed) as refused:
        certificate_of(IDENTIFIER, token_for, vault)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    "identifier",
    [
        "http://contoso.vault.azure.net/secrets/app1",
        "https://contoso.vault.azure.net.evil.example/secrets/app1",
        "https://evil.example/secrets/app1",
        "https://user@contoso.vault.azure.net/secrets/app1",
        "https://contoso.vault.azure.net:8443/secrets/app1",
        "https://contoso.vault.azure.net/keys/app1",
        "https://contoso.vault.azure.net/secrets/app1?x=y",
        "https://contoso.vault.azure.net/secrets/../keys",
        "app1",
    ],
)
def test_who_gets_no_token(identifier: str) -> None:
    with pytest.raises(SourceFailed):
        check_identifier(identifier)


def test_a_vault_that_is_away() -> None:
    def away(*_: object) -> Reply:
        raise FetchFailed("contoso.vault.azure.net could not be asked")

    with pytest.raises(SourceFailed, match="could not be fetched"):
        certificate_of(IDENTIFIER, token_for, away)


def test_an_answer_that_is_no_json() -> None:
    vault = Vault()

    def odd(url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return Reply(502, Message(), b"<html>") if headers else vault(url)

    with pytest.raises(SourceFailed, match="answered 502 without JSON"):
        certificate_of(IDENTIFIER, token_for, odd)
