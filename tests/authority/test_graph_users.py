"""People in Graph."""

from typing import Any

import pytest

from tests.authority.grants.test_password import ask
from tests.authority.graph_world import GraphWorld
from tests.authority.world import PASSWORD

ANN = {
    "accountEnabled": True,
    "displayName": "Ann",
    "mailNickname": "ann",
    "passwordProfile": {"forceChangePasswordNextSignIn": False, "password": PASSWORD},
    "userPrincipalName": "ann@contoso.example",
}


async def test_a_person_is_made_signs_in_and_goes(graph: GraphWorld) -> None:
    made = await graph.call("POST", "users", ANN)
    assert made.status == 201
    assert PASSWORD not in str(made.body) + str(graph.trail.events)
    assert (await ask(graph)).status == 200
    shown = await graph.call("GET", "users/ANN@contoso.example", query="$select=id,accountEnabled")
    assert (shown.body["id"], shown.body["accountEnabled"]) == (made.body["id"], True)
    query = "$filter=userPrincipalName eq 'ann@contoso.example'".replace(" ", "%20")
    found = await graph.call("GET", "users", query=query)
    assert [each["id"] for each in found.body["value"]] == [made.body["id"]]

    assert (await graph.call("DELETE", f"users/{made.body['id']}")).status == 204
    assert (await graph.call("GET", f"users/{made.body['id']}")).status == 404
    assert (await ask(graph)).number == 50034


async def test_changes_count_at_once(graph: GraphWorld) -> None:
    made = await graph.call("POST", "users", ANN)
    path = f"users/{made.body['id']}"
    token = (await ask(graph)).body["refresh_token"]

    profile = {"password": "Another-Horse-8"}
    changes = {"displayName": "Anna", "passwordProfile": profile}
    assert (await graph.call("PATCH", path, changes)).status == 204
    assert (await ask(graph)).number == 50126
    assert (await ask(graph, password="Another-Horse-8")).status == 200
    form = {"grant_type": "refresh_token", "client_id": "04b07795-8ddb-461a-bbee-02f9e1bf7b46"}
    assert (await graph.post({**form, "refresh_token": token})).number == 50173
    assert (await graph.call("GET", path)).body["displayName"] == "Anna"

    assert (await graph.call("PATCH", path, {"accountEnabled": False})).status == 204
    assert (await ask(graph, password="Another-Horse-8")).number == 50057
    assert (await graph.call("PATCH", path, {"accountEnabled": True})).status == 204
    renamed = {"userPrincipalName": "anna@contoso.example"}
    assert (await graph.call("PATCH", path, renamed)).status == 204
    assert (
        await ask(graph, username="anna@contoso.example", password="Another-Horse-8")
    ).status == 200
    assert "Another-Horse-8" not in str(graph.trail.events)


async def test_every_sign_in_can_be_ended(graph: GraphWorld) -> None:
    made = await graph.call("POST", "users", ANN)
    token = (await ask(graph)).body["refresh_token"]
    path = f"users/{made.body['id']}/revokeSignInSessions"
    assert (await graph.call("POST", path)).body["value"] is True
    form = {"grant_type": "refresh_token", "client_id": "04b07795-8ddb-461a-bbee-02f9e1bf7b46"}
    assert (await graph.post({**form, "refresh_token": token})).number == 50173


async def test_who_has_no_password_or_is_switched_off_from_the_start(graph: GraphWorld) -> None:
    plain = {name: value for name, value in ANN.items() if name != "passwordProfile"}
    made = await graph.call("POST", "users", plain | {"accountEnabled": False})
    assert made.status == 201
    assert (await ask(graph)).number == 50126
    user = await graph.directory.user(made.body["id"])
    assert user is not None
    assert not user.enabled


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"userPrincipalName": "ann"}, "userPrincipalName"),
        ({"userPrincipalName": "an n@contoso.example"}, "userPrincipalName"),
        ({"userPrincipalName": "ann@elsewhere.example"}, "verified domain names"),
        ({"userPrincipalName": "Operator@contoso.example"}, "already exists"),
        ({"displayName": ""}, "displayName"),
        ({"accountEnabled": "true"}, "accountEnabled"),
        ({"passwordProfile": {"password": "weak"}}, "complexity"),
        ({"passwordProfile": {"password": 7}}, "passwordProfile"),
        ({"passwordProfile": []}, ""),
        (
            {"passwordProfile": {"password": PASSWORD, "forceChangePasswordNextSignIn": True}},
            "not served",
        ),
    ],
)
async def test_what_cannot_be_a_person(
    graph: GraphWorld, changes: dict[str, Any], words: str
) -> None:
    refused = await graph.call("POST", "users", ANN | changes)
    if not words:
        assert refused.status == 201
        return
    assert refused.status == 400
    assert words in refused.body["error"]["message"]
    assert (await graph.call("GET", "users/ann@contoso.example")).status == 404


async def test_nobody_shuts_themselves_out(graph: GraphWorld) -> None:
    path = f"users/{graph.decisions.owner}"
    assert (await graph.call("DELETE", path)).status == 403
    assert (await graph.call("PATCH", path, {"accountEnabled": False})).status == 403
    assert (await graph.call("GET", "me")).status == 200
