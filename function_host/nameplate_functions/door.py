"""The ASGI application that the HTTP server calls: home page, ``/admin``, then the functions."""

from collections.abc import Mapping
from typing import Final

from nameplate_functions.admin import PREFIX, Admin
from nameplate_functions.http_functions import HttpFunctions
from nameplate_functions.http_messages import (
    BODY_LIMIT,
    BodyTooLarge,
    Disconnected,
    Receive,
    Request,
    Scope,
    Send,
    read_request,
    send_answer,
)
from nameplate_functions.library import Answer

_HTML: Final = (("content-type", "text/html; charset=utf-8"),)
_PAGE: Final = b"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Function app</title></head>
<body><h1>This function app is up and running</h1>
<p>Its functions answer below their own routes.</p></body></html>
"""


class Door:
    """Answers every request."""

    def __init__(
        self,
        admin: Admin,
        functions: HttpFunctions | None,
        *,
        problem: str = "",
        homepage: bool = True,
        headers: Mapping[str, str] | None = None,
        limit: int = BODY_LIMIT,
    ) -> None:
        self._admin = admin
        self._functions = functions
        self._problem = problem
        self._homepage = homepage
        self._headers = dict(headers or {})
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            request = await read_request(scope, receive, limit=self._limit)
        except Disconnected:
            return
        except BodyTooLarge:
            await send_answer(send, Answer(413, (("connection", "close"),)), headers=self._headers)
            return
        await send_answer(send, await self._answer(request), headers=self._headers)

    async def _answer(self, request: Request) -> Answer:
        if f"{request.raw_path}/".lower().startswith(PREFIX):
            return await self._admin.answer(request)
        if self._functions is None:
            text = f"The function app cannot run: {self._problem}\n"
            return Answer(503, (("content-type", "text/plain; charset=utf-8"),), text.encode())
        answer = await self._functions.answer(request)
        if answer is not None:
            return answer
        if not request.raw_path.strip("/") and request.method in ("GET", "HEAD"):
            return Answer(200, _HTML, _PAGE) if self._homepage else Answer(204)
        return Answer(404)
