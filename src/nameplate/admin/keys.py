"""The signing keys: their states and times, rotation, revocation."""

from collections.abc import Sequence
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.clock import iso8601
from nameplate.edge.http import Response, json_response
from nameplate.tokens.key_readers import KeyReader
from nameplate.tokens.records import SigningKeyRecord


class SigningKeys(Protocol):
    """The ring of signing keys (``tokens.KeyRing``)."""

    async def rotate(self) -> None: ...

    async def revoke(self, kid: str) -> None: ...

    async def records(self) -> Sequence[SigningKeyRecord]: ...

    def readers(self) -> Sequence[KeyReader]: ...


class KeysApi:
    """Lists, rotates and revokes signing keys."""

    def __init__(self, ring: SigningKeys) -> None:
        self._ring = ring

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/keys", "Nameplate.Admin/keys/read", self.list),
            Route("GET", "/keys/readers", "Nameplate.Admin/keys/read", self.readers),
            Route("POST", "/keys/rotate", "Nameplate.Admin/keys/rotate/action", self.rotate),
            Route("POST", "/keys/{kid}/revoke", "Nameplate.Admin/keys/revoke/action", self.revoke),
        )

    async def list(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        rows = sorted(await self._ring.records(), key=lambda record: record.created)
        return json_response(200, {"value": [_wire(record) for record in rows]})

    async def readers(self, call: Call) -> Response:  # noqa: ARG002 - every handler takes the call
        """Who was sent which keys since this server started, the latest first."""
        return json_response(200, {"value": [_reader(each) for each in self._ring.readers()]})

    async def rotate(self, call: Call) -> Response:
        await self._ring.rotate()
        return await self.list(call)

    async def revoke(self, call: Call) -> Response:
        await self._ring.revoke(call.names["kid"])
        return await self.list(call)


def _wire(record: SigningKeyRecord) -> dict[str, object]:
    return {
        "kid": record.kid,
        "state": record.state.value,
        "created": iso8601(record.created, digits=0),
        "activates": iso8601(record.activates, digits=0),
        "retires": iso8601(record.retires, digits=0),
        "expires": iso8601(record.expires, digits=0),
    }


def _reader(reader: KeyReader) -> dict[str, object]:
    return {
        "client": reader.client,
        "userAgent": reader.agent,
        "read": iso8601(reader.read, digits=0),
        "kids": list(reader.kids),
    }
