"""Federated credentials of applications in Graph, as ``az ad app federated-credential`` asks."""

from typing import Any

import pytest

from tests.authority.graph_world import GraphWorld

TRUST = {
    "name": "main-branch",
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": "repo:contoso/app:ref:refs/heads/main",
    "audiences": ["api://AzureADTokenExchange"],
}


@pytest.fixture
async def path(graph: GraphWorld) -> str:
    made = await graph.call("POST", "applications", {"displayName": "orders"})
    return f"applications/{made.body['id']}/federatedIdentityCredentials"


async def test_one_is_made_found_changed_and_deleted(graph: GraphWorld, path: str) -> None:
    made = await graph.call("POST", path, TRUST | {"description": "of CI"})
    assert made.status == 201
    assert {name: made.body[name] for name in TRUST} == TRUST

    for key in (made.body["id"], "main-branch", "Main-Branch"):
        assert (await graph.call("GET", f"{path}/{key}")).body["subject"] == TRUST["subject"]
    changed = await graph.call("PATCH", f"{path}/main-branch", {"subject": "repo:contoso/other"})
    assert changed.status == 204
    (listed,) = (await graph.call("GET", path)).body["value"]
    assert (listed["subject"], listed["description"]) == ("repo:contoso/other", "of CI")
    assert listed["id"] == made.body["id"]

    assert (await graph.call("DELETE", f"{path}/{made.body['id']}")).status == 204
    assert (await graph.call("GET", path)).body["value"] == []
    assert (await graph.call("GET", f"{path}/main-branch")).status == 404


async def test_an_application_trusts_what_graph_was_told(graph: GraphWorld, path: str) -> None:
    """The token endpoint asks the same records."""
    await graph.call("POST", path, TRUST)
    app_id = (await graph.call("GET", path.rpartition("/")[0])).body["appId"]

    (held,) = await graph.directory.federated_credentials_of(app_id)

    assert (held.issuer, held.audiences) == (TRUST["issuer"], tuple(TRUST["audiences"]))


async def test_a_second_one_of_the_name_is_refused(graph: GraphWorld, path: str) -> None:
    await graph.call("POST", path, TRUST)

    again = await graph.call("POST", path, TRUST | {"subject": "other"})

    assert again.status == 409
    assert again.body["error"]["code"] == "Request_MultipleObjectsWithSameKeyValue"


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "ci"},
        {"issuer": 7},
        {"issuer": "http://plain"},
        {"subject": None},
        {"subject": "x" * 601},
        {"audiences": []},
        {"audiences": [1]},
    ],
)
async def test_what_cannot_be_trusted(graph: GraphWorld, path: str, change: Any) -> None:
    assert (await graph.call("POST", path, TRUST | change)).status == 400
    assert (await graph.call("GET", path)).body["value"] == []


async def test_a_name_stays(graph: GraphWorld, path: str) -> None:
    await graph.call("POST", path, TRUST)

    assert (await graph.call("PATCH", f"{path}/main-branch", {"name": "other"})).status == 400


async def test_of_what_is_not_there(graph: GraphWorld, path: str) -> None:
    nowhere = "applications/aaaaaaaa-0000-0000-0000-000000000001/federatedIdentityCredentials"

    assert (await graph.call("POST", nowhere, TRUST)).status == 404
    for method in ("GET", "PATCH", "DELETE"):
        assert (await graph.call(method, f"{path}/none", {})).status == 404


async def test_others_may_not(graph: GraphWorld, path: str) -> None:
    _, principal = await graph.application()
    token = await graph.token_of(principal)

    assert (await graph.call("POST", path, TRUST, token=token)).status == 403
