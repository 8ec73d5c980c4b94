"""What would grant what was missing."""

import pytest

from nameplate.admin.remedies import Whom, identity_grant, policy_grant, role_grants
from nameplate.core.principal import PrincipalType
from tests.admin.activity_world import APP, GET_SECRET, GROUP, SITE, SUBSCRIPTION, VAULT

USER = Whom("1234", PrincipalType.USER, None)


def test_a_person_is_named_by_id() -> None:
    grant = policy_grant(USER, VAULT, "keys", ("sign",))
    assert grant["nameplate"] == (
        "nameplate keyvault set-policy -n contoso --object-id 1234 --key-permissions sign"
    )
    policies = grant["template"]["resources"][0]["properties"]["accessPolicies"]
    assert policies[0]["objectId"] == "['1234']"


def test_a_slot_has_no_option_of_its_own() -> None:
    slot = Whom("5678", PrincipalType.SERVICE_PRINCIPAL, f"{SITE}/slots/blue")
    assert "--object-id 5678" in policy_grant(slot, VAULT, "secrets", ("get",))["nameplate"]


def test_what_is_held_stays() -> None:
    grant = policy_grant(Whom.of(APP), VAULT, "secrets", ("get",), held=("list", "set"))
    assert grant["az"].endswith("--secret-permissions list set get")
    (resource,) = grant["template"]["resources"]
    assert resource["name"] == "contoso/add"
    assert resource["properties"]["accessPolicies"][0]["permissions"] == {"secrets": ["get"]}


def test_roles_are_the_smallest_at_the_smallest_scope() -> None:
    (grant,) = role_grants(USER, f"{VAULT}/secrets/db", GET_SECRET, data=True)
    assert grant["scope"] == VAULT
    assert "--assignee-object-id 1234 --assignee-principal-type User" in grant["nameplate"]
    assert grant["deploy"] == (
        "nameplate deployment group create -g local --template-file grant.json"
    )
    (wide,) = role_grants(
        USER, SUBSCRIPTION, "Microsoft.Resources/subscriptions/resourceGroups/write", data=False
    )
    assert wide["deploy"].startswith("nameplate deployment sub create")
    assert role_grants(USER, GROUP, "Nobody.Knows/this/action", data=True) == []


@pytest.mark.parametrize(
    ("resource", "words"), [(SITE, "-n web1 -g local"), (f"{SITE}/slots/b", "-s b")]
)
def test_an_identity_is_switched_on(resource: str, words: str) -> None:
    grant = identity_grant(resource)
    assert grant is not None
    assert words in grant["nameplate"]


def test_only_apps_have_one_to_switch_on() -> None:
    assert identity_grant(VAULT) is None
    assert identity_grant("") is None
