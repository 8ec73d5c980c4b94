"""The server's side of the keeper: find it or start it, ask it, hear what happens.

One connection; answers find their question by number, events go to a listener. When the keeper dies
every question that waits fails with ``KeeperLost``, and the listener is told.
"""

import asyncio
import contextlib
import itertools
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from nameplate.process.keeper.messages import LONGEST, Malformed, decode, encode
from nameplate.process.keeper.program import PROTOCOL, SUCCESSION
from nameplate.process.keeper.workload import Workload

Event = Mapping[str, Any]

_TRIES: Final = 200
_PAUSE: Final = 0.05
_PATIENCE: Final = 30.0
"""Seconds for an answer: the keeper answers at once, but the machine may be busy."""


class KeeperLost(Exception):
    """The keeper does not answer: it died, or it is not ours."""


class Refused(Exception):
    """The keeper said no; the message says why."""


class KeeperClient:
    """A connection to the keeper."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: Callable[[Event], None],
        child: int | None = None,
    ) -> None:
        self._child = child
        self._reader = reader
        self._writer = writer
        self._heard = heard
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._listening: asyncio.Task[None] | None = None
        self.hello: Event = {}
        """What it said first: its process id, whether it can isolate, and what is running."""

    @classmethod
    async def connect(
        cls,
        path: Path,
        heard: Callable[[Event], None],
        *,
        log: Path | None = None,
        succession: float = SUCCESSION,
    ) -> Self:
        """Connect to the keeper of a home, started if there is none.

        ``log`` takes what it says in distress; a new one waits ``succession`` seconds for a
        successor of ours. Raises ``KeeperLost``.
        """
        started: int | None = None
        for _ in range(_TRIES):
            with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
                reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST)
                client = cls(reader, writer, heard, started)
                if await client._greet():
                    return client
            if started is None or _ended(started):
                started = _start(path, log, succession)
            await asyncio.sleep(_PAUSE)
        raise KeeperLost("the keeper does not answer")

    async def start(self, workload: Workload) -> Event:
        """Start an app; the answer says its run and process. Raises ``Refused``, ``KeeperLost``."""
        answer: Event = await self._ask({"do": "start", **workload.to_request()})
        return answer

    async def stop(self, app: str, *, grace: float) -> bool:
        """Ask an app to end, by force after ``grace`` seconds. ``False``: it was not running.

        The event ``ended`` tells when it is gone.
        """
        answer = await self._ask({"do": "stop", "app": app, "grace": grace})
        return bool(answer["running"])

    async def list(self) -> Event:
        """What is running: ``apps``, and whether isolation works."""
        answer: Event = await self._ask({"do": "list"})
        return answer

    async def shutdown(self, *, grace: float) -> None:
        """End every app and the keeper, and wait until it is gone."""
        with contextlib.suppress(KeeperLost):
            await self._ask({"do": "shutdown", "grace": grace})
        if self._listening is not None and not self._listening.done():
            await asyncio.wait((self._listening,), timeout=grace + _PATIENCE)
        await self.close()

    async def close(self) -> None:
        """Leave it to a successor."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _greet(self) -> bool:
        """Hear its first words. A keeper of another version is told to end, and gone."""
        try:
            self.hello = decode(await asyncio.wait_for(self._reader.readline(), _PATIENCE))
        except (Malformed, OSError, TimeoutError):
            await self.close()
            return False
        self._listening = asyncio.get_running_loop().create_task(self._listen())
        if self.hello.get("protocol") != PROTOCOL:
            await self.shutdown(grace=1.0)
            return False
        return True

    async def _ask(self, request: dict[str, Any]) -> Any:
        number = next(self._numbers)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            if self._listening is None or self._listening.done():
                raise KeeperLost("the keeper is gone")
            line = encode({**request, "number": number})
            if len(line) > LONGEST:  # the keeper would take us for a stranger, and part with all
                raise Refused("its settings are too large for the environment of a process")
            self._writer.write(line)
            await self._writer.drain()
            return await asyncio.wait_for(future, _PATIENCE)
        except (OSError, TimeoutError):
            raise KeeperLost("the keeper does not answer") from None
        finally:
            self._waiting.pop(number, None)

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                self._take(decode(line))
        except (OSError, ValueError):
            pass  # as good as gone
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(KeeperLost("the keeper is gone"))
            if self._child is not None:
                _ended(self._child)
            self._heard({"event": "lost"})

    def _take(self, message: dict[str, Any]) -> None:
        if "event" in message:
            self._heard(message)
            return
        future = self._waiting.get(int(message.get("number") or 0))
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(Refused(str(message["error"])))
        else:
            future.set_result(message.get("answer"))


def _start(path: Path, log: Path | None, succession: float) -> int:
    """Start a keeper in a session of its own, so that nothing which ends us ends it."""
    program = ("-I", "-m", "nameplate.process.keeper")
    command = [sys.executable, *program, str(path), str(succession)]
    writing = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    return os.posix_spawn(
        sys.executable,
        command,
        {"PATH": "/usr/local/bin:/usr/bin:/bin"},
        file_actions=(
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(log or os.devnull), writing, 0o600),
        ),
        setsid=True,
        setsigmask=(),
        setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),
    )


def _ended(pid: int) -> bool:
    """Whether a keeper that we started is gone; it is reaped then."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return True
