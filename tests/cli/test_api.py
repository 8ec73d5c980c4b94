"""Signed requests: which audience, every page, one more try after a refused token."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from nameplate.cli.api import Api
from nameplate.cli.client import LoopbackClient, Reply
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.cli.sign_in import OperatorSignIn
from nameplate.core.cloud import AZURE_PUBLIC

MANAGEMENT = AZURE_PUBLIC.resource_manager


class FakeClient:
    """Answers from a script, and remembers what was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.sent: list[tuple[str, str, Mapping[str, str], bytes | None]] = []

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        self.sent.append((method, url, headers or {}, body))
        return self.replies.pop(0)


class FakeSignIn:
    """Hands out numbered tokens."""

    def __init__(self) -> None:
        self.number = 0

    def token(self, audience: str) -> str:
        return f"{audience}#{self.number}"

    def forget(self, audience: str) -> None:
        self.number += 1


def reply(status: int, body: str = "", **headers: str) -> Reply:
    return Reply(status, headers, body.encode())


def api(*replies: Reply) -> tuple[Api, FakeClient]:
    client = FakeClient(*replies)
    sign_in = cast("OperatorSignIn", FakeSignIn())
    return Api(cast("LoopbackClient", client), AZURE_PUBLIC, sign_in), client


def test_each_host_gets_a_token_for_its_own_audience() -> None:
    calls, client = api(reply(200, "{}"), reply(200, "{}"), reply(200, "{}"))
    calls.get(f"{MANAGEMENT}/x")
    calls.get(f"{AZURE_PUBLIC.vault_uri('v')}secrets")
    calls.get(f"https://{AZURE_PUBLIC.admin_host}/status")
    audiences = [sent[2]["Authorization"].removeprefix("Bearer ") for sent in client.sent]
    management = AZURE_PUBLIC.resource_manager_audiences[0]
    assert audiences == [f"{management}#0", f"{AZURE_PUBLIC.vault_audience}#0", f"{management}#0"]


def test_a_refused_token_is_fetched_once_more() -> None:
    calls, client = api(reply(401), reply(200, '{"a": 1}'))
    assert calls.get(f"{MANAGEMENT}/x") == {"a": 1}
    assert client.sent[1][2]["Authorization"].endswith("#1")
    refused, _ = api(reply(401), reply(401, '{"error": {"code": "C", "message": "m"}}'))
    with pytest.raises(ServiceFailure, match=r"\(C\) m"):
        refused.get(f"{MANAGEMENT}/x")


def test_pages_are_followed_to_the_end() -> None:
    calls, client = api(
        reply(200, f'{{"value": [1, 2], "nextLink": "{MANAGEMENT}:443/next?x=1"}}'),
        reply(200, '{"value": [], "nextLink": ""}'),
    )
    assert list(calls.pages(f"{MANAGEMENT}/list")) == [1, 2]
    assert client.sent[1][1].endswith("/next?x=1")


def test_a_body_is_json_and_an_empty_one_has_a_length() -> None:
    calls, client = api(reply(200), reply(200))
    calls.call("PUT", f"{MANAGEMENT}/x", {"é": 1})
    calls.call("POST", f"{MANAGEMENT}/x")
    assert client.sent[0][2]["Content-Type"] == "application/json"
    assert client.sent[1][3] == b""


def test_an_operation_is_followed_until_it_ends() -> None:
    location = f"{MANAGEMENT}/operation"
    calls, client = api(reply(202, location=location), reply(200, '{"done": true}'))
    done = calls.settle(reply(202, location=location))
    assert done.json() == {"done": True}
    assert len(client.sent) == 2
    assert calls.settle(reply(202)).status == 202


def test_an_answer_that_is_no_json_is_told() -> None:
    calls, _ = api(reply(200, "<html>"))
    with pytest.raises(CommandFailure, match="not JSON"):
        calls.get(f"{MANAGEMENT}/x")


def test_no_document_is_none() -> None:
    calls, _ = api(reply(204))
    found: Any = calls.get(f"{MANAGEMENT}/x")
    assert found is None
