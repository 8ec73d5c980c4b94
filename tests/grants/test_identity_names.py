"""Identities in the words of az and ARM."""

import pytest

from nameplate.grants.identity_names import (
    AppName,
    LiteralName,
    UserAssignedName,
    identities_of,
    identity_of,
)

GROUP = "/subscriptions/s/resourceGroups/my group/providers"
SHARED = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shared"


def test_an_apps_own_identity_goes_with_the_app() -> None:
    app = AppName("web1", "my group")

    assert app.az == "az webapp identity show -n web1 -g 'my group' --query principalId -o tsv"
    assert app.arm == (
        "reference(resourceId('my group', 'Microsoft.Web/sites', 'web1'), '2023-12-01', 'Full')"
        ".identity.principalId"
    )


def test_a_slot_has_an_identity_of_its_own() -> None:
    site = f"{GROUP}/Microsoft.Web/sites/web1/slots/staging"
    (slot,) = identities_of(
        {"name": "web1/staging", "id": site, "identity": {"principalId": "own"}}
    ).values()
    assert slot == AppName("web1", "my group", "staging")
    assert " -n web1 -g 'my group' -s staging " in slot.az
    assert slot.arm_id == ("resourceId('my group', 'Microsoft.Web/sites/slots', 'web1', 'staging')")


def test_a_user_assigned_identity_is_named_by_itself() -> None:
    shared = UserAssignedName("shared", "my group")

    assert shared.az == "az identity show -n shared -g 'my group' --query principalId -o tsv"
    assert shared.arm == (
        "reference(resourceId('my group', 'Microsoft.ManagedIdentity/userAssignedIdentities', "
        "'shared'), '2023-01-31').principalId"
    )


def test_an_app_has_any_number_of_identities() -> None:
    app = {
        "name": "web1",
        "id": f"{GROUP}/Microsoft.Web/sites/web1",
        "identity": {
            "type": "SystemAssigned, UserAssigned",
            "principalId": "own",
            "userAssignedIdentities": {SHARED: {"principalId": "other", "clientId": "c"}},
        },
    }

    assert identities_of(app) == {
        "own": AppName("web1", "my group"),
        "other": UserAssignedName("shared", "my group"),
    }
    assert identities_of({**app, "identity": None}) == {}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("Microsoft.Web/sites/web1", AppName("web1", "g")),
        ("microsoft.web/SITES/web1/slots/blue", AppName("web1", "g", "blue")),
        ("Microsoft.ManagedIdentity/userAssignedIdentities/id", UserAssignedName("id", "g")),
        ("Microsoft.KeyVault/vaults/v", None),
    ],
)
def test_resources_have_identities(resource: str, expected: object) -> None:
    assert identity_of(f"/subscriptions/s/resourceGroups/g/providers/{resource}") == expected


def test_what_is_no_resource_has_none() -> None:
    assert identity_of("nothing") is None


def test_any_principal_is_named_by_its_id() -> None:
    name = LiteralName("1-2", "User")
    assert (name.value, name.arm, name.arm_id) == ("1-2", "'1-2'", "'1-2'")
    assert AppName("web1", "g").value == (
        '"$(az webapp identity show -n web1 -g g --query principalId -o tsv)"'
    )


def test_a_group_with_a_quote_ends_no_expression() -> None:
    assert AppName("web1", "a'b").arm_id == "resourceId('a''b', 'Microsoft.Web/sites', 'web1')"
    assert UserAssignedName("u", "a'b").arm_id.startswith("resourceId('a''b', ")
