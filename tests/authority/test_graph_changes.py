"""What Graph changes: as az makes a service principal, from registration to token."""

from base64 import b64encode
from typing import Any

import pytest

from tests.authority.graph_world import GraphWorld
from tests.authority.world import SCOPE
from tests.fakes.keys import signing_key


async def test_an_application_gets_a_principal_a_password_and_a_token(graph: GraphWorld) -> None:
    made = await graph.call("POST", "applications", {"displayName": "ci", "keyCredentials": []})
    assert made.status == 201
    principal = await graph.call("POST", "servicePrincipals", {"appId": made.body["appId"]})
    assert (principal.status, principal.body["displayName"]) == (201, "ci")
    path = f"applications/{made.body['id']}/addPassword"
    asked = {"passwordCredential": {"displayName": "rbac"}}
    password = await graph.call("POST", path, asked)
    assert password.body["secretText"].startswith(password.body["hint"])
    form = {
        "grant_type": "client_credentials",
        "client_id": made.body["appId"],
        "client_secret": password.body["secretText"],
        "scope": SCOPE,
    }
    assert (await graph.post(form)).status == 200
    assert [event.action for event in graph.trail.events] == [
        "microsoft.directory/applications/create",
        "microsoft.directory/servicePrincipals/create",
        "microsoft.directory/applications/credentials/update",
        "token",
    ]
    assert password.body["secretText"] not in str(graph.trail.events)

    removal = {"keyId": password.body["keyId"]}
    path = f"applications(appId='{made.body['appId']}')/removePassword"
    removed = await graph.call("POST", path, removal)
    assert (removed.status, removed.body) == (204, None)
    assert (await graph.post(form)).number == 7000215
    assert (await graph.call("POST", path, removal)).status == 404


@pytest.mark.parametrize("instantiated", [True, False])
async def test_an_application_goes_with_what_belongs_to_it(
    graph: GraphWorld, *, instantiated: bool
) -> None:
    made = await graph.call("POST", "applications", {"displayName": "ci"})
    if instantiated:
        await graph.call("POST", "servicePrincipals", {"appId": made.body["appId"]})
    path = f"applications/{made.body['id']}"
    password = await graph.call("POST", f"{path}/addPassword", {})

    gone = await graph.call("DELETE", path)

    assert (gone.status, gone.body) == (204, None)
    assert (await graph.call("GET", path)).status == 404
    assert (await graph.call("DELETE", path)).status == 404
    form = {
        "grant_type": "client_credentials",
        "client_id": made.body["appId"],
        "client_secret": password.body["secretText"],
        "scope": SCOPE,
    }
    assert (await graph.post(form)).status >= 400
    actions = [event.action for event in graph.trail.events]
    assert "microsoft.directory/applications/delete" in actions


async def test_an_application_with_a_certificate(graph: GraphWorld) -> None:
    key = b64encode(signing_key(0).certificate).decode()
    document = {
        "displayName": "ci",
        "identifierUris": ["api://ci"],
        "keyCredentials": [{"key": key, "type": "AsymmetricX509Cert", "usage": "Verify"}],
    }
    made = await graph.call("POST", "applications", document)
    assert made.body["keyCredentials"][0]["customKeyIdentifier"] == signing_key(0).kid
    await graph.call("POST", "servicePrincipals", {"appId": made.body["appId"]})
    assert (await graph.post(graph.assertion_form(made.body["appId"]))).status == 200
    again = await graph.call("POST", "applications", document)
    assert (again.status, again.body["error"]["code"]) == (400, "Request_BadRequest")


async def test_a_certificate_that_is_none_makes_no_application(graph: GraphWorld) -> None:
    document = {"displayName": "ci", "keyCredentials": [{"key": b64encode(b"x").decode()}]}
    refused = await graph.call("POST", "applications", document)
    assert refused.body["error"]["code"] == "KeyCredentialsInvalidCertificate"
    assert (await graph.call("GET", "applications")).body["value"] == []


async def test_a_principal_needs_an_application_and_is_made_once(graph: GraphWorld) -> None:
    application, _ = await graph.application()
    missing = await graph.call("POST", "servicePrincipals", {"appId": "x"})
    assert missing.body["error"]["code"] == "NoBackingApplicationObject"
    twice = await graph.call("POST", "servicePrincipals", {"appId": application.app_id})
    assert twice.status == 409


@pytest.mark.parametrize("path", ["applications", "servicePrincipals"])
async def test_malformed_bodies(graph: GraphWorld, path: str) -> None:
    documents: tuple[Any, ...] = ([], {}, None)
    for document in documents:
        assert (await graph.call("POST", path, document)).status == 400


@pytest.mark.parametrize(
    "path", ["applications", "servicePrincipals", "applications/x/addPassword"]
)
async def test_nobody_else_changes_anything(graph: GraphWorld, path: str) -> None:
    _, principal = await graph.application()
    token = await graph.token_of(principal)
    answer = await graph.call("POST", path, {"displayName": "x"}, token=token)
    assert answer.status == 403
    assert graph.trail.events == []


async def test_an_application_is_changed_in_what_is_said(graph: GraphWorld) -> None:
    key = b64encode(signing_key(0).certificate).decode()
    document = {
        "displayName": "shop",
        "identifierUris": ["api://shop"],
        "keyCredentials": [{"key": key, "type": "AsymmetricX509Cert", "usage": "Verify"}],
    }
    made = (await graph.call("POST", "applications", document)).body
    path = f"applications/{made['id']}"
    changes: dict[str, Any] = {
        "displayName": "store",
        "identifierUris": ["api://shop", "api://store"],
        "web": {"redirectUris": ["https://store.example/cb"]},
    }
    assert (await graph.call("PATCH", path, changes)).status == 204
    shown = (await graph.call("GET", path)).body
    assert shown["displayName"] == "store"
    assert shown["web"]["redirectUris"] == ["https://store.example/cb"]
    assert len(shown["keyCredentials"]) == 1

    other = {"displayName": "x", "identifierUris": ["api://store"]}
    assert (await graph.call("POST", "applications", other)).status == 400
    kept = {"keyCredentials": [{"keyId": shown["keyCredentials"][0]["keyId"], "key": None}]}
    for body, left in ((kept, 1), ({"keyCredentials": []}, 0)):
        assert (await graph.call("PATCH", path, body)).status == 204
        assert len((await graph.call("GET", path)).body["keyCredentials"]) == left


async def test_a_service_principal_goes_without_its_application(graph: GraphWorld) -> None:
    made = (await graph.call("POST", "applications", {"displayName": "shop"})).body
    asked = {"appId": made["appId"], "appRoleAssignmentRequired": True}
    principal = (await graph.call("POST", "servicePrincipals", asked)).body
    assert principal["appRoleAssignmentRequired"] is True
    path = f"servicePrincipals/{principal['id']}"
    assert (await graph.call("PATCH", path, {"accountEnabled": False})).status == 204
    assert (await graph.call("GET", path)).body["accountEnabled"] is False
    assert (await graph.call("DELETE", path)).status == 204
    assert (await graph.call("GET", path)).status == 404
    assert (await graph.call("GET", f"applications/{made['id']}")).status == 200


async def test_a_managed_identity_goes_with_its_resource_only(graph: GraphWorld) -> None:
    work = graph.begin()
    identity = graph.directory.create_managed_identity(
        work, display_name="web1", resource_id="/subscriptions/s/providers/Microsoft.Web/sites/web1"
    )
    await work.commit()
    path = f"servicePrincipals/{identity.object_id}"
    assert (await graph.call("DELETE", path)).status == 400
    assert (await graph.call("GET", path)).status == 200
