"""The API of a hosted function app's own host, asked as the platform: with the app's master key.

The host is the app's program, so what it says is taken as a document and no more.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

from nameplate.apphost.confined import Confined
from nameplate.apphost.folders import AppFolder
from nameplate.apphost.states import Condition
from nameplate.edge import messages

_KEYS: Final = ("data", "Functions", "Secrets", "host.json")
_LARGEST: Final = 1024 * 1024
_PATIENCE: Final = 20.0


class Hosted(Protocol):
    """A hosted app (``hosted_app.HostedApp``)."""

    folder: AppFolder

    @property
    def condition(self) -> Condition: ...

    async def wait_ready(self, seconds: float) -> tuple[str, int] | None: ...


class HostSilent(Exception):
    """Why an app's host gives no answer, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a host answered."""

    status: int
    document: Any = None


async def ask(app: Hosted, method: str, path: str, document: Any = None) -> Told:
    """Ask below ``/admin``: ``host/keys``. Raises ``HostSilent``."""
    address = await app.wait_ready(_PATIENCE)
    if address is None:
        condition = app.condition
        reason = f": {condition.reason}" if condition.reason else ""
        raise HostSilent(f"the app does not run ({condition.state.value}{reason})")
    key = await asyncio.to_thread(_master_key, app.folder)
    body = b"" if document is None else json.dumps(document).encode()
    head = messages.written(
        f"{method} /admin/{quote(path)} HTTP/1.1".encode("ascii"),
        [
            (b"host", f"{address[0]}:{address[1]}".encode("ascii")),
            (b"x-functions-key", key.encode("latin-1")),
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ],
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _exchange(address, method, head + body)
    except (OSError, ValueError, RecursionError, messages.BadMessage):
        raise HostSilent("the app's host gave no valid answer: see its log") from None


async def _exchange(address: tuple[str, int], method: str, request: bytes) -> Told:
    reader, writer = await asyncio.open_connection(*address, limit=messages.HEAD_LIMIT)
    try:
        writer.write(request)
        await writer.drain()
        answer = await messages.read_answer(reader, method.encode("ascii"))
        body = b""
        async for piece in messages.body_of(reader, answer):
            body += piece
            if len(body) > _LARGEST:
                raise ValueError(len(body))
        return Told(answer.status, json.loads(body) if body else None)
    finally:
        writer.close()


def _master_key(folder: AppFolder) -> str:
    try:
        with Confined(folder.root).read(_KEYS) as file:
            found = json.loads(file.read(_LARGEST))
        key = str(found["masterKey"]["value"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        raise HostSilent("its keys cannot be read: it is no function app of this host") from None
    if not key.isascii() or not key.isprintable():
        raise HostSilent("its master key cannot be sent")
    return key
