"""The seam to the public APIs: requests that ``server`` answers in this very process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: header names in lower case, the body as bytes."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of a name (in lower case)."""
        return next((value for key, value in self.headers if key == name), None)

    def json(self) -> Any:
        """The body as JSON; ``None`` when there is no body."""
        return orjson.loads(self.body) if self.body else None


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer whose body comes piece by piece."""

    status: int
    pieces: AsyncIterator[bytes]


class Api(Protocol):
    """Every host name that the installation answers, over the doors that other clients use."""

    async def send(self, method: str, url: str, headers: Fields = (), body: bytes = b"") -> Reply:
        """One exchange; the URL is absolute."""
        ...

    def stream(self, url: str, headers: Fields = ()) -> AbstractAsyncContextManager[Streaming]:
        """A GET whose answer goes on for as long as the block does."""
        ...
