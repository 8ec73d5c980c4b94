"""User-assigned identities by az's words."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate


def test_an_identity_is_created_found_and_deleted(
    nameplate: Nameplate, made: Callable[..., Any]
) -> None:
    created = made("identity", "create", "-n", "reader1", "--tags", "a=1")
    assert {"clientId", "principalId", "tenantId", "resourceGroup"} <= set(created)
    assert created["tags"] == {"a": "1"}
    assert made("identity", "show", "-n", "reader1")["clientId"] == created["clientId"]
    assert "reader1" in [one["name"] for one in made("identity", "list")]
    made("identity", "delete", "-n", "reader1")
    assert nameplate("identity", "show", "-n", "reader1").status == 3
