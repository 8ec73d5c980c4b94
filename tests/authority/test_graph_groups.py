"""Groups in Graph."""

from typing import Any

import pytest

from tests.authority.graph_world import GraphWorld

READERS = {
    "displayName": "Readers",
    "mailEnabled": False,
    "mailNickname": "readers",
    "securityEnabled": True,
}


async def made(graph: GraphWorld, name: str = "Readers") -> str:
    answer = await graph.call("POST", "groups", READERS | {"displayName": name})
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


async def put(graph: GraphWorld, group_id: str, member_id: str) -> int:
    reference = {"@odata.id": f"https://graph.example/v1.0/directoryObjects/{member_id}"}
    return (await graph.call("POST", f"groups/{group_id}/members/$ref", reference)).status


async def ids(graph: GraphWorld, path: str) -> list[str]:
    answer = await graph.call("GET", path)
    assert answer.status == 200, answer.body
    return [each["id"] for each in answer.body["value"]]


async def test_a_group_is_made_found_changed_and_deleted(graph: GraphWorld) -> None:
    group_id = await made(graph)
    query = "$filter=displayName%20eq%20'readers'%20and%20mailNickname%20eq%20'readers'"
    found = await graph.call("GET", "groups", query=query)
    assert [each["id"] for each in found.body["value"]] == [group_id]
    changes = {"displayName": "Writers", "description": "who writes"}
    assert (await graph.call("PATCH", f"groups/{group_id}", changes)).status == 204
    assert (await graph.call("PATCH", f"groups/{group_id}", {"displayName": ""})).status == 400
    shown = (await graph.call("GET", f"groups/{group_id}")).body
    assert (shown["displayName"], shown["description"]) == ("Writers", "who writes")
    assert (await graph.call("DELETE", f"groups/{group_id}")).status == 204
    assert (await graph.call("GET", f"groups/{group_id}")).status == 404
    assert [event.action for event in graph.trail.events] == [
        "microsoft.directory/groups/create",
        "microsoft.directory/groups/basic/update",
        "microsoft.directory/groups/delete",
    ]


async def test_people_principals_and_groups_are_members(graph: GraphWorld) -> None:
    person = await graph.person()
    _, principal = await graph.application()
    outer, inner = await made(graph, "outer"), await made(graph, "inner")
    for group_id, member_id in ((inner, person.object_id), (inner, principal.object_id)):
        assert await put(graph, group_id, member_id) == 204
    assert await put(graph, outer, inner) == 204
    assert await put(graph, inner, outer) == 204

    assert await ids(graph, f"groups/{outer}/members") == [inner]
    below = await ids(graph, f"groups/{outer}/transitiveMembers")
    assert sorted(below) == sorted([outer, inner, person.object_id, principal.object_id])
    kinds = (await graph.call("GET", f"groups/{inner}/members")).body["value"]
    assert {each["@odata.type"].rpartition(".")[2] for each in kinds} == {
        "group",
        "servicePrincipal",
        "user",
    }
    gone = f"groups/{inner}/members/{person.object_id}/$ref"
    assert (await graph.call("DELETE", gone)).status == 204
    assert (await graph.call("DELETE", gone)).status == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"mailEnabled": True},
        {"securityEnabled": False},
        {"groupTypes": ["Unified"]},
        {"mailNickname": "two words"},
        {"mailNickname": None},
        {"displayName": None},
    ],
)
async def test_what_cannot_be_a_group(graph: GraphWorld, changes: dict[str, Any]) -> None:
    assert (await graph.call("POST", "groups", READERS | changes)).status == 400


async def test_what_cannot_be_a_member(graph: GraphWorld) -> None:
    group_id, person = await made(graph), await graph.person()
    assert await put(graph, group_id, "nobody") == 400
    assert await put(graph, group_id, "aaaaaaaa-0000-0000-0000-000000000001") == 404
    assert await put(graph, group_id, group_id) == 400
    assert await put(graph, group_id, person.object_id) == 204
    assert await put(graph, group_id, person.object_id) == 400
    assert await put(graph, "aaaaaaaa-0000-0000-0000-000000000001", person.object_id) == 404


async def test_pages_of_members_go_on_where_they_ended(graph: GraphWorld) -> None:
    group_id = await made(graph)
    for name in ("ann", "bob", "cleo"):
        assert await put(graph, group_id, (await graph.person(name)).object_id) == 204
    page = await graph.call("GET", f"groups/{group_id}/members", query="$top=2")
    link = page.body["@odata.nextLink"]
    assert f"/v1.0/groups/{group_id}/members?" in link
    rest = await graph.call("GET", f"groups/{group_id}/members", query=link.partition("?")[2])
    assert len(page.body["value"]) + len(rest.body["value"]) == 3
