"""The log stream: events, plain text, and where nothing is hosted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from nameplate.core.clock import MovableClock
from nameplate.portal.api import Fields, Reply, Streaming
from nameplate.portal.application import build
from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1/logs"

Between = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """Between two pieces nothing happens."""


class Printing:
    """An ``Api`` whose streams print three pieces; everything else is the server's."""

    def __init__(self, inner: Any, *pieces: bytes, between: Between = _nothing) -> None:
        self._inner = inner
        self._pieces = pieces
        self._between = between
        self.urls: list[str] = []

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        reply: Reply = await self._inner.send(method, url, headers, body)
        return reply

    @asynccontextmanager
    async def stream(self, url: str, headers: Fields = ()) -> AsyncIterator[Streaming]:
        self.urls.append(url)
        assert dict(headers)["authorization"].startswith("Bearer ")

        async def pieces() -> AsyncIterator[bytes]:
            for piece in self._pieces:
                yield piece
                await self._between()

        yield Streaming(200, pieces())


async def printing(stand: Stand, *pieces: bytes) -> tuple[Browser, Printing]:
    await stand.site("web1")
    api = Printing(stand.api, *pieces)
    stand.app = build(api, stand.place, stand.clock)
    return await stand.browser(), api


async def test_events(stand: Stand) -> None:
    whole = "one\n<b>ä</b>\n".encode()
    browser, api = await printing(stand, whole[:8], whole[8:])
    page = await browser.get(f"{PATH}/events")
    assert page.headers["content-type"].startswith("text/event-stream")
    assert page.headers["cache-control"] == "no-store"
    assert page.text == 'data: "one\\n<b>"\n\ndata: "ä</b>\\n"\n\nevent: over\ndata: \n\n'
    assert api.urls == ["https://web1.scm.azurewebsites.net/logstream"]


async def test_plain_text(stand: Stand) -> None:
    browser, _ = await printing(stand, b"one\n", b"two\n")
    page = await browser.get(f"{PATH}/text")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.text == "one\ntwo\n"


async def test_the_page(stand: Stand) -> None:
    browser, _ = await printing(stand)
    page = await browser.get(PATH)
    assert f'data-events="{PATH}/events"' in page.text
    assert "As plain text" in page.words


async def test_where_nothing_is_hosted(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.get(f"{PATH}/events")
    assert page.status >= 400
    assert "nameplate up" in page.words


async def test_a_reader(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    assert "Your roles do not show you what this app prints" in (await browser.get(PATH)).words


async def test_a_stream_ends_with_the_role_that_allows_it(stand: Stand) -> None:
    user, clock = await stand.user("helper", "Website Contributor"), MovableClock(stand.clock)

    async def dismissed() -> None:
        path = f"{stand.subscription}/providers/Microsoft.Authorization/roleAssignments"
        wanted = f"?$filter=principalId%20eq%20'{user.object_id}'"
        found = await stand.arm("GET", f"{path}{wanted}", version="2022-04-01")
        for each in found.json()["value"]:
            await stand.arm("DELETE", each["id"], version="2022-04-01")
        clock.move(11)

    await stand.site("web1")
    stand.app = build(Printing(stand.api, b"one", b"two", between=dismissed), stand.place, clock)
    page = await (await stand.browser(user)).get(f"{PATH}/text")
    assert page.text == "one"
