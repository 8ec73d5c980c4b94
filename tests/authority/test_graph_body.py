"""Bodies that Graph is sent."""

from base64 import b64encode
from typing import Any

import orjson
import pytest

from nameplate.authority.graph_body import NewApplication, parse_password, required_member
from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request


def post(document: Any) -> Request:
    return Request("POST", "/", body=orjson.dumps(document))


def test_an_application() -> None:
    key = b64encode(b"DER").decode()
    wanted = NewApplication.parse(
        post(
            {
                "displayName": "ledger",
                "identifierUris": ["api://ledger"],
                "keyCredentials": [{"displayName": "ci", "key": key, "type": "AsymmetricX509Cert"}],
            }
        )
    )
    assert wanted == NewApplication("ledger", ("api://ledger",), (("ci", b"DER"),))


def test_a_key_may_be_in_lines() -> None:
    """Sent by az: what stood between the dashes of a PEM file."""
    lines = f"\n{b64encode(b'DER' * 40).decode()[:64]}\n{b64encode(b'DER' * 40).decode()[64:]}\n"

    wanted = NewApplication.parse(post({"displayName": "x", "keyCredentials": [{"key": lines}]}))

    assert wanted.certificates == (("", b"DER" * 40),)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"displayName": ""},
        {"displayName": 7},
        {"displayName": "x" * 257},
        {"displayName": "x", "identifierUris": "api://x"},
        {"displayName": "x", "identifierUris": [1]},
        {"displayName": "x", "keyCredentials": [{"key": "!"}]},
        {"displayName": "x", "keyCredentials": [{}]},
        {"displayName": "x", "keyCredentials": ["x"]},
    ],
)
def test_malformed_applications(document: Any) -> None:
    with pytest.raises(BadRequest):
        NewApplication.parse(post(document))


@pytest.mark.parametrize(
    ("end", "expires"),
    [
        ("1970-01-02T00:00:00Z", 86_400.0),
        ("1970-01-02T01:00:00+01:00", 86_400.0),
        ("1970-01-02T00:00:00", 86_400.0),
        (None, None),
    ],
)
def test_a_password_may_have_an_end(end: str | None, expires: float | None) -> None:
    asked = {"passwordCredential": {"displayName": "ci", "endDateTime": end}}
    wanted = parse_password(post(asked))
    assert (wanted.display_name, wanted.expires) == ("ci", expires)


def test_a_password_needs_no_body() -> None:
    for request in (Request("POST", "/"), post({}), post({"passwordCredential": None})):
        assert parse_password(request).expires is None


@pytest.mark.parametrize(
    "asked", ["x", {"endDateTime": "soon"}, {"endDateTime": 7}, {"displayName": 7}]
)
def test_malformed_passwords(asked: Any) -> None:
    with pytest.raises(BadRequest):
        parse_password(post({"passwordCredential": asked}))


def test_a_member_that_is_required() -> None:
    assert required_member(post({"appId": "a"}), "appId") == "a"
    with pytest.raises(BadRequest, match="'appId'"):
        required_member(post({}), "appId")
