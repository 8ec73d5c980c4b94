"""``nameplate role definition``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.failures import CommandFailure
from nameplate.cli.role_definition import body_of, read_definition
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_a_role_is_found_by_name(made: Made) -> None:
    (reader,) = made("role", "definition", "list", "--name", "Reader")
    assert (reader["roleName"], reader["roleType"]) == ("Reader", "BuiltInRole")
    assert reader["type"] == "Microsoft.Authorization/roleDefinitions"
    assert reader["permissions"][0]["actions"] == ["*/read"]
    assert made("role", "definition", "show", "-n", reader["name"]) == reader
    assert len(made("role", "definition", "list")) > 100


def test_a_role_of_ones_own(made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    subscription = made("account", "show")["id"]
    role = {
        "Name": "Restarter",
        "Description": "Restarts",
        "Actions": ["Microsoft.Web/sites/restart/action"],
        "AssignableScopes": [f"/subscriptions/{subscription}"],
    }
    file = tmp_path / "role.json"
    file.write_text(json.dumps(role))

    made_role = made("role", "definition", "create", "--role-definition", f"@{file}")
    role["Description"] = "Restarts apps"
    changed = made("role", "definition", "update", "--role-definition", json.dumps(role))

    assert made_role["roleType"] == "CustomRole"
    assert changed["id"] == made_role["id"]
    (listed,) = made("role", "definition", "list", "--custom-role-only")
    assert listed["description"] == "Restarts apps"
    assert nameplate("role", "definition", "delete", "-n", "Restarter").status == 0
    assert made("role", "definition", "list", "--custom-role-only") == []
    assert nameplate("role", "definition", "delete", "-n", "Restarter").status == 3
    assert nameplate("role", "definition", "delete", "-n", "Reader").status == 3


def test_both_forms_of_a_definition_are_read() -> None:
    az = body_of(read_definition('{"Name": "R", "Actions": ["a"], "AssignableScopes": ["/s"]}'))
    arm = body_of(
        read_definition(
            '{"roleName": "R", "name": "id", "permissions": [{"actions": ["a"]}], '
            '"assignableScopes": ["/s"]}'
        )
    )
    assert az["roleName"] == arm["roleName"] == "R"
    assert az["permissions"][0]["actions"] == arm["permissions"][0]["actions"] == ["a"]


@pytest.mark.parametrize("text", ["{", "[]", "no-such-file.json"])
def test_what_is_no_definition(text: str) -> None:
    with pytest.raises(CommandFailure, match="--role-definition"):
        read_definition(text)
