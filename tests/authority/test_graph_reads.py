"""What Graph shows of the directory."""

import pytest

from nameplate.directory.records import ServicePrincipal
from tests.authority.graph_world import GraphWorld
from tests.authority.world import TENANT

SITE = "/subscriptions/s/resourcegroups/g/providers/Microsoft.Web/sites/web1"


async def managed(graph: GraphWorld, name: str = "web1") -> ServicePrincipal:
    work = graph.begin()
    made = graph.directory.create_managed_identity(work, display_name=name, resource_id=SITE)
    await work.commit()
    return made


async def test_me_is_the_operator_and_no_application(graph: GraphWorld) -> None:
    answer = await graph.call("GET", "me")
    assert answer.body["id"] == graph.decisions.owner
    token = await graph.token_of(await managed(graph))
    refused = await graph.call("GET", "me", token=token)
    assert (refused.status, refused.body["error"]["code"]) == (400, "BadRequest")


async def test_a_user_by_id_or_name(graph: GraphWorld) -> None:
    for name in (graph.decisions.owner.upper(), "Operator@contoso.example"):
        assert (await graph.call("GET", f"users/{name}")).body["id"] == graph.decisions.owner
    assert (await graph.call("GET", "users/nobody")).status == 404
    listed = await graph.call("GET", "users")
    assert [user["id"] for user in listed.body["value"]] == [graph.decisions.owner]


async def test_the_organization(graph: GraphWorld) -> None:
    answer = await graph.call("GET", "organization")
    assert [each["id"] for each in answer.body["value"]] == [TENANT.tenant_id]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=displayName%20eq%20'web1'",
        "$filter=startswith(displayName,'we')",
        "$filter=servicePrincipalType%20eq%20'ManagedIdentity'",
    ],
)
async def test_a_managed_identity_is_found_by_the_app_s_name(graph: GraphWorld, query: str) -> None:
    made = await managed(graph)
    await graph.application()
    answer = await graph.call("GET", "servicePrincipals", query=query)
    assert [each["id"] for each in answer.body["value"]] == [made.object_id]


async def test_a_service_principal_by_every_name(graph: GraphWorld) -> None:
    application, principal = await graph.application(identifier_uris=["api://ledger"])
    paths = (
        f"servicePrincipals/{principal.object_id}",
        f"servicePrincipals(appId='{application.app_id.upper()}')",
    )
    for path in paths:
        assert (await graph.call("GET", path)).body["appId"] == application.app_id
    for name in (application.app_id, "api://ledger"):
        query = f"$filter=servicePrincipalNames/any(c:c%20eq%20'{name}')"
        answer = await graph.call("GET", "servicePrincipals", query=query)
        assert [each["id"] for each in answer.body["value"]] == [principal.object_id]


async def test_applications_of_managed_identities_are_not_shown(graph: GraphWorld) -> None:
    made = await managed(graph)
    application, _ = await graph.application()
    await graph.certificate_of(application.app_id)
    await graph.secret_of(application.app_id)
    listed = (await graph.call("GET", "applications")).body["value"]
    assert [each["id"] for each in listed] == [application.object_id]
    assert len(listed[0]["keyCredentials"]) == len(listed[0]["passwordCredentials"]) == 1
    assert (await graph.call("GET", f"applications(appId='{made.app_id}')")).status == 404


async def test_an_application_by_both_ids(graph: GraphWorld) -> None:
    application, _ = await graph.application()
    for path in (
        f"applications/{application.object_id}",
        f"applications(appId='{application.app_id}')",
    ):
        answer = await graph.call("GET", path, query="$select=id,displayName")
        assert answer.body["displayName"] == "ledger"
        assert set(answer.body) == {"@odata.context", "id", "displayName"}


@pytest.mark.parametrize("path", ["servicePrincipals/x", "applications/x"])
async def test_what_is_not_there(graph: GraphWorld, path: str) -> None:
    answer = await graph.call("GET", path)
    assert (answer.status, answer.body["error"]["code"]) == (404, "Request_ResourceNotFound")
