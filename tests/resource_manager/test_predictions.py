"""The dry run: what it says, of types that the pipeline keeps and of those that a room keeps."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest, Forbidden, NotFound
from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.predictions import with_members, without
from tests.conformance.providers import SITE_BODY, VAULT_BODY
from tests.providers.predicting import predict, shown
from tests.providers.rbac import READER, enroll, give, role_id
from tests.providers.stand import (
    FEDERATED,
    GROUP,
    IDENTITY,
    OPERATOR,
    SITE,
    STORAGE,
    STRANGER,
    SUB,
    TENANT,
    VAULT,
    Stand,
)

SECRET = f"{VAULT}/secrets/db"
ASSIGNMENT = (
    f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/"
    "88888888-0000-0000-0000-000000000001"
)
SETTINGS = f"{SITE}/config/appsettings"
TRUST = {
    "properties": {
        "issuer": "https://issuer.example",
        "subject": "repo:a",
        "audiences": ["api://AzureADTokenExchange"],
    }
}


def changed(before: Any, after: Any, at: str = "") -> set[str]:
    """The paths at which two documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = {*before, *after}
        return {
            path
            for name in names
            for path in changed(before.get(name), after.get(name), f"{at}.{name}".lstrip("."))
        }
    return set() if before == after else {at}


async def test_app_settings_are_compared_and_never_seen(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    await stand.put(SETTINGS, {"properties": {"A": "one", "B": "two"}})

    same = await predict(stand, SETTINGS, {"properties": {"A": "one", "B": "two"}})
    other = await predict(stand, SETTINGS, {"properties": {"A": "uno", "C": "two"}})

    assert same.before == same.after
    paths = changed(other.before, other.after)
    assert paths == {"properties.A", "properties.B", "properties.C"}
    assert "one" not in repr(other.before)
    assert "uno" not in repr(other.after)
    assert isinstance(other.after["properties"]["A"], SecretValue)


async def test_settings_in_a_sites_own_body_are_compared_too(stand: Stand) -> None:
    body = {
        "location": "westeurope",
        "properties": {
            "siteConfig": {
                "alwaysOn": True,
                "appSettings": [{"name": "A", "value": "one"}],
                "connectionStrings": [{"name": "db", "connectionString": "s", "type": "SQLAzure"}],
            }
        },
    }
    await stand.put(SITE, body)

    same = await predict(stand, SITE, body)
    body["properties"]["siteConfig"]["appSettings"][0]["value"] = "uno"  # type: ignore[index]  # a literal
    other = await predict(stand, SITE, body)

    assert same.before == same.after
    assert changed(other.before, other.after) == {"properties.siteConfig.appSettings.A"}
    assert "uno" not in repr(other.after)


async def test_a_changed_identity_is_foreseen(stand: Stand) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    await stand.put(SITE, {"location": "westeurope"})
    block = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}

    found = await predict(stand, SITE, {"location": "westeurope", "identity": block})
    await stand.put(SITE, {"location": "westeurope", "identity": block})
    answer = (await stand.get(SITE)).body

    assert changed(found.before, found.after) == {"identity"}
    own = answer["identity"].pop("principalId")
    assert own
    assert found.after["identity"] == answer["identity"]
    kept = await predict(stand, SITE, {"location": "westeurope"})
    assert kept.after["identity"] == {**answer["identity"], "principalId": own}


async def test_a_vault_is_foreseen_with_its_account_and_policies(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    body = {
        "location": "westeurope",
        "tags": {"team": "a"},
        "properties": {
            **VAULT_BODY["properties"],
            "accessPolicies": [],
            "enabledForTemplateDeployment": True,
            "enablePurgeProtection": True,
        },
    }
    found = await predict(stand, VAULT, body)
    assert changed(found.before, found.after) == {
        "properties.accessPolicies",
        "properties.enabledForTemplateDeployment",
        "properties.enablePurgeProtection",
    }
    assert (await stand.get(VAULT)).body == found.before
    await stand.put(VAULT, body)
    after = (await stand.get(VAULT)).body
    after.pop("systemData", None)
    assert {k: v for k, v in found.after.items() if k != "systemData"} == after


async def test_a_secrets_value_is_compared_and_never_seen(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    new = await predict(stand, SECRET, {"properties": {"value": "s3cret"}})
    assert new.before is None
    await stand.put(SECRET, {"properties": {"value": "s3cret"}})

    same = await predict(stand, SECRET, {"properties": {"value": "s3cret"}})
    other = await predict(stand, SECRET, {"properties": {"value": "0ther"}, "tags": {"a": "b"}})

    assert same.before == same.after
    assert changed(other.before, other.after) == {"properties.value", "tags.a"}
    assert "s3cret" not in repr(other.before) + repr(same.after)
    assert "0ther" not in repr(other.after)


async def test_what_a_room_keeps_is_predicted(stand: Stand) -> None:
    await enroll(stand)
    await stand.put(IDENTITY, {"location": "westeurope"})
    body = {"properties": {"roleDefinitionId": role_id(READER), "principalId": STRANGER.object_id}}
    cases: list[tuple[str, dict[str, Any]]] = [
        (ASSIGNMENT, body),
        (f"{FEDERATED}/github", TRUST),
        (
            f"{GROUP}/providers/Microsoft.Resources/tags/default",
            {"properties": {"tags": {"a": "b"}}},
        ),
    ]
    for path, document in cases:
        first = await predict(stand, path, document)
        assert first.before != first.after
        assert (await stand.put(path, document)).status in (200, 201)
        again = await predict(stand, path, document)
        assert again.before == again.after
        assert changed(shown(again.before), (await stand.get(path)).body) <= {
            *("properties.createdOn", "properties.updatedOn"),
            *("properties.createdBy", "properties.updatedBy"),
        }


async def test_a_change_of_policies_is_compared_with_the_vaults(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    path = f"{VAULT}/accessPolicies/add"
    held = {"properties": {"accessPolicies": VAULT_BODY["properties"]["accessPolicies"]}}
    same = await predict(stand, path, held)
    assert same.before == same.after
    policy = {"tenantId": TENANT, "objectId": OPERATOR.object_id, "permissions": {"keys": ["get"]}}
    more = await predict(stand, path, {"properties": {"accessPolicies": [policy]}})
    assert changed(more.before, more.after) == {"properties.accessPolicies"}


async def test_inert_types_say_so(stand: Stand) -> None:
    body = {"location": "westeurope", "sku": {"name": "Standard_LRS"}}
    assert (await predict(stand, STORAGE, body)).inert
    assert not (await predict(stand, SITE, SITE_BODY)).inert


async def test_it_refuses_what_the_put_would_refuse(stand: Stand) -> None:
    with pytest.raises(BadRequest):
        await predict(stand, f"{GROUP}/providers/Microsoft.Web/sites/web_1", SITE_BODY)
    with pytest.raises(NotFound):
        await predict(stand, SITE.replace("/local/", "/nowhere/"), SITE_BODY)
    with pytest.raises(BadRequest):
        await predict(stand, SITE, None)


async def test_who_may_not_write_learns_nothing(stand: Stand) -> None:
    await enroll(stand)
    await give(stand, READER, SUB)
    before = await stand.trail.last()
    with pytest.raises(Forbidden):
        await predict_as_stranger(stand)
    (denied,) = await stand.trail.since(before)
    assert denied.event.outcome == "denied"


async def predict_as_stranger(stand: Stand) -> None:
    await predict(stand, SITE, SITE_BODY, caller=STRANGER)


def test_members_are_joined_and_left_out_at_any_depth() -> None:
    whole = {"properties": {"a": {"b": 1, "c": 2}, "d": 3}}
    assert with_members(whole, {"properties": {"a": {"b": 4}}}) == {
        "properties": {"a": {"b": 4, "c": 2}, "d": 3}
    }
    assert without(whole, ("a.b", "d", "x.y", "d.z")) == {"properties": {"a": {"c": 2}}}
    assert whole["properties"]["a"] == {"b": 1, "c": 2}
