"""The operator's sign-in: what is sent, what is kept, and for how long."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

import pytest

from nameplate.cli.client import LoopbackClient, Reply
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.sign_in import GRANT, Installation, OperatorSignIn
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.jws import UnverifiedToken
from nameplate.crypto.signing import SigningKey
from nameplate.server.operator import OperatorFiles
from tests.fakes.clock import FakeClock

AUDIENCE = AZURE_PUBLIC.resource_manager_audiences[0]
INSTALLATION = Installation("tenant", "subscription", "operator")
KEY = SigningKey.generate("operator", FakeClock().now())


class FakeAuthority:
    """Takes every assertion and hands out numbered tokens for an hour."""

    def __init__(self, status: int = 200) -> None:
        self.forms: list[dict[str, list[str]]] = []
        self.urls: list[str] = []
        self._status = status

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
        assert method == "POST"
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.urls.append(url)
        self.forms.append(parse_qs(body.decode()))
        if self._status != 200:
            refusal = b'{"error": "invalid_client", "error_description": "AADSTS700027: no"}'
            return Reply(self._status, {}, refusal)
        answer = {"access_token": f"token{len(self.forms)}", "expires_in": 3600}
        return Reply(200, {}, json.dumps(answer).encode())


class FakeFiles:
    """The operator's files, in memory."""

    def __init__(self, pem: bytes | None = KEY.to_pem()) -> None:
        self.pem = pem
        self.kept: dict[str, Any] = {}

    def key_pem(self) -> bytes | None:
        return self.pem

    def tokens(self) -> dict[str, Any]:
        return dict(self.kept)

    def keep_tokens(self, tokens: dict[str, Any]) -> None:
        self.kept = dict(tokens)


def sign_in(authority: FakeAuthority, files: FakeFiles, clock: FakeClock) -> OperatorSignIn:
    return OperatorSignIn(
        cast("LoopbackClient", authority),
        AZURE_PUBLIC,
        INSTALLATION,
        cast("OperatorFiles", files),
        clock,
    )


def test_the_assertion_is_the_operators_for_this_endpoint() -> None:
    authority, clock = FakeAuthority(), FakeClock()
    assert sign_in(authority, FakeFiles(), clock).token(AUDIENCE) == "token1"
    (form,) = authority.forms
    assert form["grant_type"] == [GRANT]
    assert form["scope"] == [f"{AUDIENCE}/.default"]
    assertion = UnverifiedToken.parse(form["assertion"][0])
    assert assertion.claims["iss"] == assertion.claims["sub"] == "operator"
    assert assertion.claims["aud"] == authority.urls[0]
    assert assertion.claims["exp"] > clock.now()
    assert assertion.header["x5t"] == KEY.kid


def test_a_token_is_kept_for_the_next_command_while_it_lasts() -> None:
    authority, files, clock = FakeAuthority(), FakeFiles(), FakeClock()
    sign_in(authority, files, clock).token(AUDIENCE)
    assert sign_in(authority, files, clock).token(AUDIENCE) == "token1"
    clock.advance(3600)
    assert sign_in(authority, files, clock).token(AUDIENCE) == "token2"


def test_a_forgotten_token_is_asked_for_again() -> None:
    authority = FakeAuthority()
    operator = sign_in(authority, FakeFiles(), FakeClock())
    operator.token(AUDIENCE)
    operator.forget(AUDIENCE)
    assert operator.token(AUDIENCE) == "token2"


def test_a_refusal_is_the_authoritys_own() -> None:
    with pytest.raises(ServiceFailure, match="AADSTS700027"):
        sign_in(FakeAuthority(401), FakeFiles(), FakeClock()).token(AUDIENCE)


def test_without_the_key_the_sentence_says_so() -> None:
    with pytest.raises(CommandFailure, match="operator's key"):
        sign_in(FakeAuthority(), FakeFiles(None), FakeClock()).token(AUDIENCE)


def test_an_installation_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "installation.json"
    file.write_text('{"tenantId": "t", "subscriptionId": "s", "operatorId": "o"}')
    assert Installation.read(file) == Installation("t", "s", "o")
    for text in ("{}", "[]", "x"):
        file.write_text(text)
        with pytest.raises(CommandFailure, match=r"installation\.json"):
            Installation.read(file)
