"""Kinds of values, as text and as TOML."""

from typing import Any

import pytest

from nameplate.config import kinds
from nameplate.config.kinds import Kind

GUID = "2F3C6A0E-0000-4000-8000-00000000000A"


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (kinds.integer(0, 9), "7", 7),
        (kinds.integer(0, 9), 7, 7),
        (kinds.choice("a", "b"), "b", "b"),
        (kinds.FLAG, "Yes", True),
        (kinds.FLAG, "0", False),
        (kinds.FLAG, True, True),
        (kinds.GUID, GUID, GUID.lower()),
        (kinds.DOMAIN, "ID.Contoso.Example.", "id.contoso.example"),
        (kinds.HOST, "::1", "::1"),
        (kinds.HOST, "localhost", "localhost"),
        (kinds.HTTPS_URL, "https://id.example", "https://id.example/"),
        (kinds.AUDIENCES, "api://a, https://b.example", ("api://a", "https://b.example")),
        (kinds.AUDIENCES, [GUID], (GUID,)),
        (kinds.HOSTS, "A.example, *.b.example:8443", ("a.example", "*.b.example:8443")),
        (kinds.HOSTS, ["localhost:1"], ("localhost:1",)),
        (kinds.ROUTES, "*.A.example=http://127.0.0.1:1/x", {"*.a.example": "http://127.0.0.1:1/x"}),
        (kinds.PRIVATE_ADDRESS, "172.17.0.1", "172.17.0.1"),
        (kinds.ROUTES, ["a.example=real"], {"a.example": "real"}),
        (kinds.ROUTES, "a.example=real-tokens+http://b", {"a.example": "real-tokens+http://b"}),
        (kinds.ROUTES, {"a.example": "https://b.example/"}, {"a.example": "https://b.example/"}),
    ],
)
def test_what_is_accepted(kind: Kind, raw: Any, value: Any) -> None:
    assert kind.read(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (kinds.integer(0, 9), "10"),
        (kinds.integer(0, 9), "x"),
        (kinds.FLAG, "maybe"),
        (kinds.FLAG, 1),
        (kinds.integer(0, 9), True),
        (kinds.integer(0, 9), 1.5),
        (kinds.choice("a"), "A"),
        (kinds.TEXT, " "),
        (kinds.TEXT, "a\nb"),
        (kinds.GUID, "2f3c6a0e"),
        (kinds.DOMAIN, "-a.example"),
        (kinds.HOST, "a b"),
        (kinds.HTTPS_URL, "http://id.example"),
        (kinds.HTTPS_URL, "https://id.example/?x=1"),
        (kinds.AUDIENCES, 3),
        (kinds.AUDIENCES, "plain"),
        (kinds.HOSTS, "https://a.example"),
        (kinds.HOSTS, "a.example:0"),
        (kinds.HOSTS, "a.*.example"),
        (kinds.HOSTS, 3),
        (kinds.HOSTS, [3]),
        (kinds.ROUTES, "a.example"),
        (kinds.PRIVATE_ADDRESS, "127.0.0.1"),
        (kinds.PRIVATE_ADDRESS, "0.0.0.0"),  # noqa: S104 - refused
        (kinds.PRIVATE_ADDRESS, "169.254.1.1"),
        (kinds.PRIVATE_ADDRESS, "8.8.8.8"),
        (kinds.PRIVATE_ADDRESS, "docker0"),
        (kinds.ROUTES, {"a b": "real"}),
        (kinds.ROUTES, {"a": "ftp://x"}),
    ],
)
def test_what_is_refused(kind: Kind, raw: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        kind.read(raw)
