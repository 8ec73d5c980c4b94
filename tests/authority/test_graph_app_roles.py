"""App roles, given and taken in Graph."""

from typing import Any

import pytest

from nameplate.directory.app_roles import DEFAULT_ACCESS
from tests.authority.graph_world import GraphWorld
from tests.authority.test_graph_application_body import ROLE, ROLE_ID
from tests.authority.test_graph_groups import made
from tests.authority.world import Answer

OFF = ROLE | {"id": "22222222-0000-0000-0000-000000000002", "isEnabled": False, "value": "Off"}
USERS = ROLE | {
    "id": "33333333-0000-0000-0000-000000000003",
    "allowedMemberTypes": ["User"],
    "value": "People",
}
NOBODY = "aaaaaaaa-0000-0000-0000-000000000001"


class Orders:
    """``api://orders``, made by Graph alone."""

    def __init__(self, graph: GraphWorld) -> None:
        self.graph = graph

    async def start(self) -> "Orders":
        document = {
            "displayName": "orders",
            "identifierUris": ["api://orders"],
            "appRoles": [ROLE, OFF, USERS],
        }
        self.application = (await self.graph.call("POST", "applications", document)).body
        asked = {"appId": self.application["appId"]}
        self.principal = (await self.graph.call("POST", "servicePrincipals", asked)).body
        _, self.client = await self.graph.application()
        self.secret = await self.graph.secret_of(self.client.app_id)
        return self

    async def give(self, to: str, role: str = ROLE_ID, *, path: str = "", **changes: Any) -> Answer:
        body = {"principalId": to, "resourceId": self.principal["id"], "appRoleId": role}
        return await self.graph.call(
            "POST", path or f"servicePrincipals/{to}/appRoleAssignments", body | changes
        )

    async def token(self) -> Answer:
        return await self.graph.post(
            {
                "grant_type": "client_credentials",
                "client_id": self.client.app_id,
                "client_secret": self.secret.reveal(),
                "scope": "api://orders/.default",
            }
        )


@pytest.fixture
async def orders(graph: GraphWorld) -> Orders:
    return await Orders(graph).start()


async def test_a_role_is_given_shown_from_both_ends_and_taken(orders: Orders) -> None:
    graph, client = orders.graph, orders.client
    given = await orders.give(client.object_id)
    assert given.status == 201
    assert given.body["principalDisplayName"] == client.display_name
    assert given.body["resourceDisplayName"] == "orders"
    own = await graph.call("GET", f"servicePrincipals/{client.object_id}/appRoleAssignments")
    at = await graph.call("GET", f"servicePrincipals/{orders.principal['id']}/appRoleAssignedTo")
    assert [each["id"] for each in own.body["value"]] == [given.body["id"]]
    assert own.body["value"] == at.body["value"]
    again = await orders.give(client.object_id)
    assert (again.status, "already exists" in again.body["error"]["message"]) == (400, True)

    path = f"servicePrincipals/{client.object_id}/appRoleAssignments/{given.body['id']}"
    assert (await graph.call("DELETE", path)).status == 204
    assert (await graph.call("DELETE", path)).status == 404
    second = await orders.give(
        client.object_id, path=f"servicePrincipals/{orders.principal['id']}/appRoleAssignedTo"
    )
    path = f"servicePrincipals/{orders.principal['id']}/appRoleAssignedTo/{second.body['id']}"
    assert (await graph.call("DELETE", path)).status == 204


async def test_people_and_groups_are_given_roles_too(orders: Orders) -> None:
    person, group_id = await orders.graph.person(), await made(orders.graph)
    for place, who, kind in (
        (f"users/{person.object_id}", person.object_id, "User"),
        (f"groups/{group_id}", group_id, "Group"),
    ):
        given = await orders.give(who, str(USERS["id"]), path=f"{place}/appRoleAssignments")
        assert (given.status, given.body["principalType"]) == (201, kind)
        found = await orders.graph.call("GET", f"{place}/appRoleAssignments")
        assert len(found.body["value"]) == 1
    mine = await orders.graph.call(
        "GET", "me/appRoleAssignments", token=await orders.graph.token_of(person)
    )
    assert [each["appRoleId"] for each in mine.body["value"]] == [USERS["id"]]


async def test_assignment_can_be_required(orders: Orders) -> None:
    path = f"servicePrincipals/{orders.principal['id']}"
    required = {"appRoleAssignmentRequired": True}
    assert (await orders.graph.call("PATCH", path, required)).status == 204
    assert (await orders.graph.call("GET", path)).body["appRoleAssignmentRequired"] is True
    assert (await orders.token()).number == 501051
    assert (await orders.give(orders.client.object_id, DEFAULT_ACCESS)).status == 201
    assert (await orders.token()).status == 200


@pytest.mark.parametrize(
    ("role", "changes", "status"),
    [
        (NOBODY, {}, 400),
        (OFF["id"], {}, 400),
        (USERS["id"], {}, 400),
        ("x", {}, 400),
        (ROLE_ID, {"principalId": NOBODY}, 400),
        (ROLE_ID, {"resourceId": NOBODY}, 404),
    ],
)
async def test_what_cannot_be_given(
    orders: Orders, role: str, changes: dict[str, str], status: int
) -> None:
    assert (await orders.give(orders.client.object_id, role, **changes)).status == status


async def test_to_nobody_nothing_is_given(orders: Orders) -> None:
    path = f"servicePrincipals/{orders.principal['id']}/appRoleAssignedTo"
    assert (await orders.give(NOBODY, path=path)).status == 404
