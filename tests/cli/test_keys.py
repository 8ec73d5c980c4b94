"""Signing keys as commands show and turn them."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def _active(rows: Any) -> str:
    (kid,) = [row["kid"] for row in rows if row["state"] == "active"]
    return str(kid)


def test_rotating_makes_the_next_key_active(made: Made) -> None:
    before = made("keys", "rotate")  # after it there is a next key, however young the server is
    (following,) = [row["kid"] for row in before if row["state"] == "next"]
    assert _active(made("keys", "rotate")) == following
    assert _active(made("keys", "list")) == following


def test_a_revoked_key_ends_its_tokens_and_commands_go_on(made: Made, nameplate: Nameplate) -> None:
    gone = _active(made("keys", "list"))
    assert nameplate("keys", "revoke", "--kid", gone).status == 2
    rows = made("keys", "revoke", "--kid", gone, "--yes")
    assert _active(rows) != gone
    assert made("account", "show")


def test_an_unknown_key_is_status_3(nameplate: Nameplate) -> None:
    assert nameplate("keys", "revoke", "--kid", "nothing", "--yes").status == 3
