"""Groups that are made on the way."""

from nameplate.portal.api import Fields, Reply
from nameplate.portal.application import build
from tests.portal.portals import Browser, Stand


async def tags_of(stand: Stand, name: str) -> object:
    """What a group is tagged with."""
    path = f"{stand.subscription}/resourceGroups/{name}"
    return (await stand.arm("GET", path, version="2021-04-01")).json().get("tags")


class Unseeing:
    """An ``Api`` that does not find groups: somebody makes them just after one has looked."""

    def __init__(self, stand: Stand) -> None:
        self._api = stand.api
        self.stream = stand.api.stream

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        if method == "GET" and "/resourceGroups/local?" in url:
            return Reply(404, (), b"{}")
        return await self._api.send(method, url, headers, body)


async def test_one_that_is_there_by_now_stays_as_it_is(stand: Stand) -> None:
    body = {"location": "westeurope", "tags": {"team": "payments"}}
    path = f"{stand.subscription}/resourceGroups/local"
    await stand.arm("PUT", path, body, version="2021-04-01")
    stand.app = build(Unseeing(stand), stand.place, stand.clock)
    browser: Browser = await stand.browser()
    fields = {"kind": "app", "name": "web1", "group": "local", "location": "northeurope"}
    page = await browser.post("/apps/create", fields)
    assert "web1 was created." in page.words
    assert await tags_of(stand, "local") == {"team": "payments"}
