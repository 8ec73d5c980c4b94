"""Graph as a wire: its paths and its shape of errors."""

import re

from nameplate.core.errors import InternalFailure
from nameplate.edge.http import Request
from tests.authority.graph_world import GraphWorld
from tests.authority.world import Answer


async def test_an_error_has_graph_s_shape(graph: GraphWorld) -> None:
    answer = await graph.call("GET", "users/x", headers={"client-request-id": "0a-1b"})
    assert list(answer.body["error"]) == ["code", "message", "innerError"]
    inner = answer.body["error"]["innerError"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", inner["date"])
    assert inner["request-id"] == answer.headers["request-id"]
    assert inner["client-request-id"] == "0a-1b"


async def test_paths_and_methods(graph: GraphWorld) -> None:
    unknown = await graph.call("GET", "planner/x")
    assert unknown.status == 400
    assert unknown.body["error"]["message"] == "Resource not found for the segment 'planner'."
    wrong = await graph.call("DELETE", "me")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET")
    assert (await graph.call("GET", "ServicePrincipals/")).status == 200


def test_a_failure_of_the_house_has_the_same_shape(graph: GraphWorld) -> None:
    request = Request("GET", "/v1.0/me")
    error = InternalFailure("InternalServerError", "It failed.")
    answer = Answer.of(graph.graph.render(error, request))
    assert (answer.status, answer.body["error"]["code"]) == (500, "InternalServerError")
