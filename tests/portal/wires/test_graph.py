"""The small Graph, as the pages call it."""

from urllib.parse import parse_qs, urlsplit

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.portal.wires.graph import Graph
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import caller

TOKEN = reply({"access_token": "access", "refresh_token": "r", "expires_in": 3600})


async def test_reads() -> None:
    api = FakeApi([TOKEN, reply({"value": []})])
    assert await Graph(caller(api), AZURE_PUBLIC).get("/users", filter="a eq 'b'") == {"value": []}
    url = urlsplit(api.asked[1].url)
    assert url.path == "/v1.0/users"
    assert parse_qs(url.query) == {"$filter": ["a eq 'b'"]}


async def test_who_is_who() -> None:
    api = FakeApi([TOKEN, reply({"value": [{"id": "AB", "displayName": "web1"}]})])
    graph = Graph(caller(api), AZURE_PUBLIC)
    assert await graph.names([]) == {}
    assert not api.asked
    found = await graph.names(["ab", "ab", "gone"])
    assert found == {"ab": {"id": "AB", "displayName": "web1"}}
    assert api.asked[1].json() == {"ids": ["ab", "gone"]}
