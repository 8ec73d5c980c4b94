"""An ``Api`` that answers from a list, and remembers what it was asked."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from nameplate.portal.api import Fields, Reply, Streaming


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class FakeApi:
    """Answers in order; the last answer again and again."""

    replies: list[Reply]
    asked: list[Asked] = field(default_factory=list)

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        self.asked.append(Asked(method, url, dict(headers), body))
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    @asynccontextmanager
    async def stream(self, url: str, headers: Fields = ()) -> AsyncIterator[Streaming]:
        self.asked.append(Asked("GET", url, dict(headers), b""))
        yield Streaming(self.replies[0].status, _pieces([each.body for each in self.replies]))


def reply(document: Any = None, status: int = 200, **headers: str) -> Reply:
    """An answer with a document."""
    body = b"" if document is None else orjson.dumps(document)
    return Reply(status, tuple(headers.items()), body)


async def _pieces(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
