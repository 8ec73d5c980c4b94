"""``nameplate ad``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.ad import read_app_roles
from nameplate.cli.failures import CommandFailure
from nameplate.cli.graph import is_guid
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_a_managed_identity_is_a_service_principal(made: Made, nameplate: Nameplate) -> None:
    identity = made("webapp", "create", "-n", "ad-a1", "--assign-identity")["identity"]

    shown = made("ad", "sp", "show", "--id", identity["principalId"])
    listed = made("ad", "sp", "list", "--display-name", "ad-a1", "--type", "ManagedIdentity")

    assert shown["displayName"] == "ad-a1"
    assert shown["servicePrincipalType"] == "ManagedIdentity"
    assert [each["id"] for each in listed] == [identity["principalId"]]
    assert made("ad", "sp", "show", "--id", shown["appId"])["id"] == shown["id"]
    assert nameplate("ad", "sp", "show", "--id", "nobody").status == 3


def test_an_application_from_its_registration_to_its_end(made: Made, nameplate: Nameplate) -> None:
    uri = "api://ad-orders"
    created = made("ad", "app", "create", "--display-name", "orders", "--identifier-uris", uri)
    assert made("ad", "app", "show", "--id", uri) == created
    assert made("ad", "app", "show", "--id", created["id"]) == created
    assert made("ad", "app", "list", "--app-id", created["appId"]) == [created]
    principal = made("ad", "sp", "create", "--id", uri)
    assert made("ad", "sp", "show", "--id", uri)["id"] == principal["id"]

    first = nameplate("ad", "app", "credential", "reset", "--id", uri, "--append")
    second = made("ad", "app", "credential", "reset", "--id", uri, "--append")
    kept = made("ad", "app", "show", "--id", uri)["passwordCredentials"]
    third = made("ad", "app", "credential", "reset", "--id", uri, "--display-name", "only")
    (left,) = made("ad", "app", "show", "--id", uri)["passwordCredentials"]

    assert "must protect" in first.err
    assert len({first.document["password"], second["password"], third["password"]}) == 3
    assert third["appId"] == created["appId"]
    assert len(kept) == 2
    assert left["displayName"] == "only"
    assert nameplate("ad", "app", "delete", "--id", uri).status == 0
    assert nameplate("ad", "app", "show", "--id", uri).status == 3
    assert nameplate("ad", "sp", "show", "--id", principal["id"]).status == 3


def test_an_application_has_roles_and_is_changed(made: Made, nameplate: Nameplate) -> None:
    roles = '[{"allowedMemberTypes": ["Application"], "displayName": "Read", "value": "Read"}]'
    uri = "api://ad-roles"
    words = ("--display-name", "roles", "--identifier-uris", uri, "--app-roles", roles)
    created = made("ad", "app", "create", *words)
    assert [role["value"] for role in created["appRoles"]] == ["Read"]
    made("ad", "app", "update", "--id", uri, "--display-name", "renamed")
    shown = made("ad", "app", "show", "--id", uri)
    assert (shown["displayName"], shown["appRoles"]) == ("renamed", created["appRoles"])
    assert nameplate("ad", "app", "update", "--id", uri).status == 2


def test_people_are_found_by_name_and_id(made: Made, nameplate: Nameplate) -> None:
    who = made("account", "show")["user"]["name"]
    by_name = made("ad", "user", "show", "--id", who)
    assert made("ad", "user", "show", "--id", by_name["id"]) == by_name
    assert made("ad", "user", "list", "--upn", who) == [by_name]
    assert by_name in made("ad", "user", "list")
    assert nameplate("ad", "user", "show", "--id", "nobody@nowhere").status == 3


@pytest.mark.parametrize("words", [("app", "show"), ("sp", "show"), ("user", "show")])
def test_a_name_is_needed(nameplate: Nameplate, words: tuple[str, ...]) -> None:
    assert nameplate("ad", *words).status == 2


def test_roles_have_what_graph_wants_of_them(tmp_path: Path) -> None:
    role = {"allowedMemberTypes": ["Application"], "displayName": "Reader", "value": "Orders.Read"}
    (tmp_path / "roles.json").write_text(json.dumps([role]))
    for text in (json.dumps([role]), f"@{tmp_path / 'roles.json'}"):
        (found,) = read_app_roles(text)
        assert found.items() >= {**role, "isEnabled": True, "description": "Reader"}.items()
        assert is_guid(found["id"])
    assert read_app_roles('[{"id": "1", "isEnabled": false}]')[0]["isEnabled"] is False


@pytest.mark.parametrize("text", ["{", "{}", "[1]", "@no-such-file"])
def test_other_roles_are_refused(text: str) -> None:
    with pytest.raises(CommandFailure, match="--app-roles"):
        read_app_roles(text)


def test_an_application_is_changed_in_what_is_given(made: Made, nameplate: Nameplate) -> None:
    uri = "api://ad-changed"
    made("ad", "app", "create", "--display-name", "changed", "--identifier-uris", uri)
    redirects = ("--web-redirect-uris", "https://changed.example/cb")
    claims = ("--set", "groupMembershipClaims=SecurityGroup")
    made("ad", "app", "update", "--id", uri, *redirects, *claims)
    shown = made("ad", "app", "show", "--id", uri)
    assert shown["web"]["redirectUris"] == ["https://changed.example/cb"]
    assert shown["groupMembershipClaims"] == "SecurityGroup"
    assert shown["identifierUris"] == [uri]

    made("ad", "sp", "create", "--id", uri)
    made("ad", "sp", "update", "--id", uri, "--set", "appRoleAssignmentRequired=true")
    assert made("ad", "sp", "show", "--id", uri)["appRoleAssignmentRequired"] is True
    assert nameplate("ad", "sp", "update", "--id", uri).status == 2
    made("ad", "sp", "delete", "--id", uri)
    assert nameplate("ad", "sp", "show", "--id", uri).status == 3
    made("ad", "app", "delete", "--id", uri)
