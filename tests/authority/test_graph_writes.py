"""Changes by Graph: one unit, one event."""

from tests.authority.graph_world import GraphWorld


async def test_a_change_that_fails_leaves_no_event(graph: GraphWorld) -> None:
    person = await graph.person()
    body = {"displayName": "Bob", "userPrincipalName": person.user_principal_name}
    assert (await graph.call("POST", "users", body)).status == 400
    assert graph.trail.events == []
    body["userPrincipalName"] = "bob@contoso.example"
    assert (await graph.call("POST", "users", body)).status == 201
    (event,) = graph.trail.durable
    assert (event.action, event.object_id) == (
        "microsoft.directory/users/create",
        graph.decisions.owner,
    )
