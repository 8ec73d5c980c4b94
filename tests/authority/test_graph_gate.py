"""Who may ask Graph."""

import pytest

from tests.authority.graph_world import GraphWorld
from tests.authority.world import VAULT


async def test_a_token_is_required(graph: GraphWorld) -> None:
    answer = await graph.call("GET", "me", token="")
    assert (answer.status, answer.body["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert answer.body["error"]["message"] == "Access token is empty."
    assert answer.headers["www-authenticate"].startswith('Bearer realm="", authorization_uri="')


async def test_a_token_for_a_vault_is_none_for_graph(graph: GraphWorld) -> None:
    user = await graph.operator("second")
    answer = await graph.call("GET", "me", token=await graph.token_of(user, VAULT))
    assert answer.status == 401
    assert answer.body["error"]["message"].endswith("Invalid audience.")


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30."])
async def test_malformed_tokens(graph: GraphWorld, token: str) -> None:
    assert (await graph.call("GET", "me", token=token)).status == 401


async def test_an_expired_token(graph: GraphWorld) -> None:
    graph.clock.advance(86_400)
    answer = await graph.call("GET", "me")
    assert "expired" in answer.body["error"]["message"]


async def test_whoever_is_deleted_is_nobody(graph: GraphWorld) -> None:
    work = graph.begin()
    await graph.directory.delete_user(work, graph.decisions.owner)
    await work.commit()
    assert (await graph.call("GET", "me")).status == 401


async def test_a_refusal_says_why(graph: GraphWorld) -> None:
    _, principal = await graph.application()
    token = await graph.token_of(principal)
    answer = await graph.call("GET", "applications", token=token)
    assert (answer.status, answer.body["error"]["code"]) == (403, "Authorization_RequestDenied")
    assert answer.body["error"]["message"] == (
        "Insufficient privileges to complete the operation: no role allows "
        "microsoft.directory/applications/standard/read."
    )
    assert graph.decisions.asked == ["microsoft.directory/applications/standard/read at /"]


async def test_both_spellings_of_the_audience(graph: GraphWorld) -> None:
    user = await graph.directory.user(graph.decisions.owner)
    assert user is not None
    token = await graph.token_of(user, "https://graph.microsoft.com/")
    assert (await graph.call("GET", "me", token=token)).status == 200
