"""A call of an API as whoever is signed in."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import orjson

from nameplate.portal.api import Api, Fields, Reply, Streaming
from nameplate.portal.failures import ApiFailure, SessionEnded
from nameplate.portal.sessions import Session
from nameplate.portal.tokens import Tokens

_JSON: Final = (("content-type", "application/json"),)


class Caller:
    """Sends requests with the token of a session; a refusal is an ``ApiFailure``."""

    def __init__(self, api: Api, tokens: Tokens, session: Session) -> None:
        self._api = api
        self._tokens = tokens
        self._session = session

    async def call(
        self,
        method: str,
        url: str,
        document: Mapping[str, Any] | None = None,
        *,
        audience: str,
        headers: Fields = (),
    ) -> Reply:
        """One exchange. Raises ApiFailure, and SessionEnded when the token is not taken."""
        body = b"" if document is None else orjson.dumps(document)
        fields = (*headers, *(_JSON if document is not None else ()))
        reply = await self._sent(method, url, fields, body, audience)
        if reply.status == 401:
            self._session.tokens.pop(audience, None)
            reply = await self._sent(method, url, fields, body, audience)
        if reply.status == 401:
            raise SessionEnded
        if reply.status >= 400:
            raise ApiFailure.of(reply)
        return reply

    async def stream(self, url: str, *, audience: str) -> AbstractAsyncContextManager[Streaming]:
        """A GET whose answer goes on."""
        return self._api.stream(url, await self._bearer(audience))

    async def _sent(
        self, method: str, url: str, headers: Fields, body: bytes, audience: str
    ) -> Reply:
        bearer = await self._bearer(audience)
        return await self._api.send(method, url, (*bearer, *headers), body)

    async def _bearer(self, audience: str) -> tuple[tuple[str, str], ...]:
        token = await self._tokens.of(self._session, audience)
        return (("authorization", f"Bearer {token}"),)
