"""``nameplate ad app-role-assignment``."""

import json
from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]
URI = "api://roles-orders"
WORDS = ("ad", "app-role-assignment")
ROLES = [
    {
        "allowedMemberTypes": ["Application", "User"],
        "displayName": "Reader",
        "isEnabled": "true",
        "value": "Orders.Read",
    }
]


def roles_of(made: Made, app: str) -> list[str]:
    token = made("account", "get-access-token", "--resource", URI, "--app", app, "--decode")
    return list(token["claims"].get("roles", ()))


def test_an_apps_token_carries_the_roles_that_it_was_given(
    made: Made, nameplate: Nameplate
) -> None:
    roles = json.dumps(ROLES)
    registered = ("--identifier-uris", URI, "--app-roles", roles)
    made("ad", "app", "create", "--display-name", "roles-orders", *registered)
    assert nameplate(*WORDS, "list", "--resource", URI).status == 3
    made("ad", "sp", "create", "--id", URI)
    made("webapp", "create", "-n", "roles-a1", "--assign-identity")
    assert roles_of(made, "roles-a1") == []

    to_app = ("--resource", URI, "--app", "roles-a1")
    given = made(*WORDS, "create", *to_app, "--role", "Orders.Read")
    assert (given["principalDisplayName"], given["appRoleValue"]) == ("roles-a1", "Orders.Read")
    assert roles_of(made, "roles-a1") == ["Orders.Read"]
    assert made(*WORDS, "list", "--resource", URI) == [given]
    resource = made("ad", "sp", "show", "--id", URI)["id"]
    assert made(*WORDS, "list", "--resource", resource) == [given]

    made(*WORDS, "delete", *to_app, "--role", "Orders.Read")
    assert nameplate(*WORDS, "delete", *to_app).status == 3
    assert roles_of(made, "roles-a1") == []


def test_people_and_groups_are_assigned_and_mistakes_are_named(
    made: Made, nameplate: Nameplate
) -> None:
    uri = "api://roles-shop"
    made("ad", "app", "create", "--display-name", "roles-shop", "--identifier-uris", uri)
    made("ad", "sp", "create", "--id", uri)
    group = made("ad", "group", "create", "--display-name", "RoleReaders", "--mail-nickname", "rr")
    for who, kind in ((group["id"], "Group"), ("operator@nameplate.localhost", "User")):
        given = made(*WORDS, "create", "--resource", uri, "--assignee", who)
        assert (given["principalType"], given["appRoleValue"]) == (kind, None)
    assert nameplate(*WORDS, "create", "--resource", uri).status == 2
    unknown = ("--assignee", "RoleReaders", "--role", "Nothing")
    assert nameplate(*WORDS, "create", "--resource", uri, *unknown).status == 3
    made(*WORDS, "delete", "--resource", uri, "--assignee", "RoleReaders")
    made("ad", "group", "delete", "-g", "RoleReaders")
