"""Access policies by az's words."""

from collections.abc import Callable
from typing import Any

from nameplate.cli.keyvault_policy import merged_permissions
from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_given_kinds_replace_and_the_others_stay() -> None:
    held = {"secrets": ["get", "list"], "keys": ["sign"]}
    assert merged_permissions(held, {"secrets": ["SET"], "keys": None}) == {
        "secrets": ["set"],
        "keys": ["sign"],
    }


def test_an_empty_kind_takes_it_away() -> None:
    assert merged_permissions({"secrets": ["get"]}, {"secrets": []}) == {}


def _policies(vault: Any, principal: str) -> list[Any]:
    policies = vault["properties"]["accessPolicies"]
    return [one["permissions"] for one in policies if one["objectId"] == principal]


def test_set_policy_by_app_and_delete_policy(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "policy-v1")
    app = made("webapp", "create", "-n", "policy-a1", "--assign-identity")
    principal = app["identity"]["principalId"]
    words = ("keyvault", "set-policy", "-n", "policy-v1", "--app", "policy-a1")
    vault = made(*words, "--secret-permissions", "get", "list")
    assert [one["secrets"] for one in _policies(vault, principal)] == [["get", "list"]]
    vault = made(*words, "--key-permissions", "sign")
    (permissions,) = _policies(vault, principal)
    assert (permissions["secrets"], permissions["keys"]) == (["get", "list"], ["sign"])
    vault = made("keyvault", "delete-policy", "-n", "policy-v1", "--object-id", principal)
    assert _policies(vault, principal) == []
    ran = nameplate("keyvault", "delete-policy", "-n", "policy-v1", "--object-id", principal)
    assert ran.status == 3


def test_a_principal_is_named_as_az_names_it(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "policy-v4")
    app = made("ad", "app", "create", "--display-name", "p", "--identifier-uris", "api://policy-p")
    principal = made("ad", "sp", "create", "--id", "api://policy-p")["id"]
    words = ("keyvault", "set-policy", "-n", "policy-v4")
    for permission, name in (("get", app["appId"]), ("list", "api://policy-p")):
        vault = made(*words, "--spn", name, "--secret-permissions", permission)
        assert [one["secrets"] for one in _policies(vault, principal)] == [[permission]]
    upn = "policy@nameplate.localhost"
    person = ("--display-name", "P", "--user-principal-name", upn, "--password", "Long-enough-1")
    user = made("ad", "user", "create", *person)
    vault = made(*words, "--upn", upn, "--secret-permissions", "get")
    assert [one["secrets"] for one in _policies(vault, user["id"])] == [["get"]]
    vault = made("keyvault", "delete-policy", "-n", "policy-v4", "--spn", "api://policy-p")
    assert _policies(vault, principal) == []
    for way in ("--spn", "--upn"):
        ran = nameplate(*words, way, "nobody", "--secret-permissions", "get")
        assert (ran.status, "nobody" in ran.err) == (3, True)


def test_an_app_without_identity_gets_the_words_that_help(made: Made, nameplate: Nameplate) -> None:
    made("keyvault", "create", "-n", "policy-v3")
    made("webapp", "create", "-n", "policy-a3")
    ran = nameplate(
        *("keyvault", "set-policy", "-n", "policy-v3", "--app", "policy-a3"),
        *("--secret-permissions", "get"),
    )
    assert ran.status == 1
    assert "nameplate webapp identity assign -n policy-a3" in ran.err


def test_no_or_two_principals_and_no_permission_are_wrong_usage(nameplate: Nameplate) -> None:
    words = ("keyvault", "set-policy", "-n", "v")
    assert nameplate(*words, "--secret-permissions", "get").status == 2
    two = (*words, "--app", "a", "--object-id", "b", "--secret-permissions", "get")
    assert nameplate(*two).status == 2
    assert nameplate(*words, "--app", "a").status == 2
