"""Directory objects of any kind, and in which groups they are."""

from tests.authority.graph_world import GraphWorld
from tests.authority.test_graph_groups import ids, made, put

NOBODY = "aaaaaaaa-0000-0000-0000-000000000001"


async def test_objects_are_found_by_ids_of_any_kind(graph: GraphWorld) -> None:
    person, group_id = await graph.person(), await made(graph)
    application, principal = await graph.application()
    wanted = [
        person.object_id.upper(),
        group_id,
        principal.object_id,
        application.object_id,
        NOBODY,
    ]
    found = await graph.call("POST", "directoryObjects/getByIds", {"ids": wanted})
    kinds = [each["@odata.type"].rpartition(".")[2] for each in found.body["value"]]
    assert kinds == ["user", "group", "servicePrincipal", "application"]
    users = {"ids": wanted, "types": ["user", "servicePrincipal"]}
    some = await graph.call("POST", "directoryObjects/getByIds", users)
    assert [each["id"] for each in some.body["value"]] == [person.object_id, principal.object_id]
    assert (await graph.call("POST", "directoryObjects/getByIds", {"ids": ["x"]})).status == 400

    shown = await graph.call("GET", f"directoryObjects/{group_id}")
    assert shown.body["@odata.type"] == "#microsoft.graph.group"
    assert (await graph.call("GET", f"directoryObjects/{NOBODY}")).status == 404


async def test_groups_of_somebody_by_every_name(graph: GraphWorld) -> None:
    person = await graph.person()
    application, principal = await graph.application()
    outer, inner = await made(graph, "outer"), await made(graph, "inner")
    for group_id, member in (
        (outer, inner),
        (inner, person.object_id),
        (inner, principal.object_id),
        (inner, graph.decisions.owner),
    ):
        assert await put(graph, group_id, member) == 204
    both, asked = sorted((outer, inner)), {"groupIds": [outer, NOBODY, inner, outer]}
    for place in (
        "me",
        f"users/{person.object_id}",
        f"users/{person.user_principal_name}",
        f"servicePrincipals/{principal.object_id}",
        f"servicePrincipals(appId='{application.app_id}')",
        f"directoryObjects/{person.object_id.upper()}",
    ):
        checked = await graph.call("POST", f"{place}/checkMemberGroups", asked)
        assert checked.body["value"] == [outer, inner]
        every = await graph.call("POST", f"{place}/getMemberGroups", {"securityEnabledOnly": True})
        assert every.body["value"] == both
        assert await ids(graph, f"{place}/memberOf") == [inner]
        assert await ids(graph, f"{place}/transitiveMemberOf") == both
    assert await ids(graph, f"groups/{inner}/memberOf") == [outer]
    unknown = await graph.call("POST", f"directoryObjects/{NOBODY}/checkMemberGroups", asked)
    assert unknown.status == 404


async def test_people_may_ask_about_themselves_without_a_role(graph: GraphWorld) -> None:
    person = await graph.person()
    token = await graph.token_of(person)
    asked: dict[str, list[str]] = {"groupIds": []}
    own = await graph.call("POST", "me/checkMemberGroups", asked, token=token)
    other = await graph.call(
        "POST", f"users/{graph.decisions.owner}/checkMemberGroups", asked, token=token
    )
    assert (own.status, other.status) == (200, 403)
