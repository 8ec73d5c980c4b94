"""Roles and scopes as commands name them."""

from argparse import Namespace
from types import SimpleNamespace
from typing import Any

import pytest

from nameplate.cli.roles import scope_of, shown

PLANE = SimpleNamespace(subscription="/subscriptions/s", group_id=lambda name: f"group {name}")


@pytest.mark.parametrize(
    ("scope", "group", "found"),
    [
        (None, None, "/subscriptions/s"),
        (None, "g", "group g"),
        ("/subscriptions/s/x/", "g", "/subscriptions/s/x"),
        ("/", None, ""),
    ],
)
def test_where_a_command_looks(scope: str | None, group: str | None, found: str) -> None:
    call: Any = SimpleNamespace(arguments=Namespace(scope=scope, resource_group=group), plane=PLANE)
    assert scope_of(call) == found


def test_properties_stand_beside_the_name() -> None:
    document = {"id": "no id", "name": "n", "properties": {"scope": "/"}}
    assert shown(document) == {"id": "no id", "name": "n", "scope": "/"}
