"""*Log stream*: what an app prints, as it prints it: as events for the page, or as plain text.

It is the app's own deployment service (Kudu) that streams, and that lets whoever may follow in. A
stream goes on for hours: it ends with the session, and with the role that allows it.
"""

import asyncio
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import orjson
from starlette.responses import Response, StreamingResponse

from nameplate.portal.api import Streaming
from nameplate.portal.apps.app import SITES, App, app_page, fetch_app
from nameplate.portal.failures import ApiFailure, NoSuchPage, SessionEnded
from nameplate.portal.visit import Visit

_QUIET: Final = 10.0
"""Seconds after which a stream says that there is nothing, and looks whether it may go on."""


async def show(visit: Visit) -> Response:
    """The page."""
    app, _ = await fetch_app(visit)
    may = await _may_follow(visit, app)
    return app_page(visit, app, "logs.html", "Log stream", may_follow=may)


async def events(visit: Visit) -> Response:
    """Server-sent events: each ``data`` is a JSON string of what was printed."""
    app, _ = await fetch_app(visit)
    stack, streaming = await _opened(visit, app)

    async def sent() -> AsyncIterator[bytes]:
        async with stack:
            async for text in _texts(visit, app, streaming):
                yield b"data: %s\n\n" % orjson.dumps(text) if text else b": quiet\n\n"
            yield b"event: over\ndata: \n\n"

    return StreamingResponse(sent(), media_type="text/event-stream")


async def text(visit: Visit) -> Response:
    """The same as plain text that goes on."""
    app, _ = await fetch_app(visit)
    stack, streaming = await _opened(visit, app)

    async def sent() -> AsyncIterator[bytes]:
        async with stack:
            async for piece in _texts(visit, app, streaming):
                yield piece.encode()

    return StreamingResponse(sent(), media_type="text/plain; charset=utf-8")


async def _opened(visit: Visit, app: App) -> tuple[AsyncExitStack, Streaming]:
    """The stream, and what closes it. Raises ApiFailure when it is refused."""
    if not app.deployment_service:
        raise NoSuchPage
    cloud = visit.place.cloud
    url = f"https://{app.deployment_service}{cloud.port_suffix}/logstream"
    audience = cloud.resource_manager_audiences[0].rstrip("/")
    stack = AsyncExitStack()
    streaming = await stack.enter_async_context(await visit.caller.stream(url, audience=audience))
    if streaming.status != 200:
        await stack.aclose()
        words = "The app's log cannot be followed: only `nameplate up` hosts apps."
        raise ApiFailure(streaming.status, "LogStream", words)
    return stack, streaming


async def _texts(visit: Visit, app: App, streaming: Streaming) -> AsyncIterator[str]:
    """What was printed; an empty text where nothing was for a while. Ends with the session."""
    decoder = getincrementaldecoder("utf-8")("replace")
    pieces = aiter(streaming.pieces)
    waiting = asyncio.ensure_future(anext(pieces))
    clock = visit.desk.clock
    looked = clock.monotonic()
    try:
        while visit.desk.lives(visit.session):
            done, _ = await asyncio.wait({waiting}, timeout=_QUIET)
            if clock.monotonic() - looked >= _QUIET:
                if not await _goes_on(visit, app):
                    return
                looked = clock.monotonic()
            if not done:
                yield ""
                continue
            try:
                yield decoder.decode(waiting.result())
            except StopAsyncIteration:
                return
            waiting = asyncio.ensure_future(anext(pieces))
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def _may_follow(visit: Visit, app: App) -> bool:
    return (await visit.permissions(app.id)).may(f"{SITES}/publish/Action")


async def _goes_on(visit: Visit, app: App) -> bool:
    """Whether who was let in still would be."""
    try:
        return await _may_follow(visit, app)
    except (ApiFailure, SessionEnded):
        return False
