"""Resource Manager, as the pages call it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.portal.failures import ApiFailure
from nameplate.portal.wires.arm import Arm, literal, skip_token
from tests.fakes.portal_api import FakeApi, reply
from tests.portal.wires.callers import caller

TOKEN = reply({"access_token": "access", "refresh_token": "r", "expires_in": 3600})


def arm(*replies: object) -> tuple[Arm, FakeApi]:
    api = FakeApi([TOKEN, *replies])  # type: ignore[list-item] # replies, all of them
    return Arm(caller(api), AZURE_PUBLIC), api


async def test_one_resource_and_its_etag() -> None:
    client, api = arm(reply({"name": "web1"}, etag='"E1"'))
    item = await client.get("/subscriptions/s/resourceGroups/ä b", "2024-11-01")
    assert (item.document, item.etag) == ({"name": "web1"}, "E1")
    url = urlsplit(api.asked[1].url)
    assert url.path == "/subscriptions/s/resourceGroups/%C3%A4%20b"
    assert parse_qs(url.query) == {"api-version": ["2024-11-01"]}


async def test_one_that_is_not_there() -> None:
    client, _ = arm(reply({"error": {"code": "ResourceNotFound", "message": "No."}}, 404))
    assert await client.find("/x", "2024-11-01") is None
    client, _ = arm(reply({"error": {"code": "Forbidden", "message": "No."}}, 403))
    with pytest.raises(ApiFailure):
        await client.find("/x", "2024-11-01")


async def test_a_page_and_the_next() -> None:
    link = "https://management.azure.com/x?api-version=1&%24skiptoken=abc%3D"
    client, api = arm(reply({"value": [{"a": 1}], "nextLink": link}), reply({"value": []}))
    page = await client.page("/x", "1", size=5, filter="name eq 'a'")
    assert (page.items, page.after) == (({"a": 1},), "abc=")
    await client.page("/x", "1", size=5, after="abc=")
    first, second = (parse_qs(urlsplit(each.url).query) for each in api.asked[1:])
    assert first == {"api-version": ["1"], "$top": ["5"], "$filter": ["name eq 'a'"]}
    assert second["$skiptoken"] == ["abc="]


async def test_every_page() -> None:
    link = "https://management.azure.com/x?$skipToken=t"
    client, _ = arm(reply({"value": [{"a": 1}], "nextLink": link}), reply({"value": [{"a": 2}]}))
    assert await client.every("/x", "1") == [{"a": 1}, {"a": 2}]


async def test_writes_name_the_etag_that_they_replace() -> None:
    client, api = arm(reply({"name": "x"}, etag='"E2"'))
    assert (await client.put("/x", "1", {"a": 1}, etag="E1")).etag == "E2"
    await client.patch("/x", "1", {"a": 1})
    assert api.asked[1].headers["if-match"] == '"E1"'
    assert "if-match" not in api.asked[2].headers
    assert [each.method for each in api.asked[1:]] == ["PUT", "PATCH"]


async def test_actions_and_deletes() -> None:
    client, api = arm(reply(None), reply({"a": 1}, etag='"E"'), reply(None, 204))
    assert await client.post("/x/restart", "1") == {}
    assert (await client.act("/x/list", "1")).etag == "E"
    await client.delete("/x", "1")
    assert [each.method for each in api.asked[1:]] == ["POST", "POST", "DELETE"]


async def test_permissions_of_who_may_not_ask() -> None:
    client, _ = arm(reply({"value": [{"actions": ["*/read"]}]}))
    assert (await client.permissions("/subscriptions/s")).may("a/read")
    client, _ = arm(reply({"error": {"code": "AuthorizationFailed", "message": "No."}}, 403))
    assert not (await client.permissions("/subscriptions/s")).may("a/read")


def test_texts_of_filters() -> None:
    assert literal("it's") == "'it''s'"


@pytest.mark.parametrize("link", [None, "", 5, "https://x.test/?a=b"])
def test_no_more_pages(link: object) -> None:
    assert skip_token(link) is None


async def test_what_is_deleted_still_has_its_etag() -> None:
    client, api = arm(reply(None), reply(None))
    await client.delete("/x", "1", etag="E1")
    await client.delete("/x", "1")
    first, second = (dict(each.headers) for each in api.asked[1:])
    assert first["if-match"] == '"E1"'
    assert "if-match" not in second


async def test_what_is_created_is_not_there_yet() -> None:
    client, api = arm(reply({"name": "x"}, 201))
    await client.create("/x", "1", {"a": 1})
    assert dict(api.asked[1].headers)["if-none-match"] == "*"
    assert api.asked[1].method == "PUT"
