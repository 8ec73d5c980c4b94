"""One process of an app: started, found again, ended."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from nameplate.apphost.folders import AppFolder
from nameplate.apphost.reference_refresh import Fetched
from nameplate.apphost.wanted import WantedApp
from nameplate.core.errors import NameplateError
from nameplate.process.keeper.workload import Workload

Event = Mapping[str, Any]


class Processes(Protocol):
    """Processes, as an app asks for them. Both raise ``KeeperLost``; the first ``Refused``."""

    async def start_process(self, workload: Workload) -> Event: ...

    async def stop_process(self, name: str, *, grace: float) -> bool: ...


class CannotRun(Exception):
    """Why an app cannot be started as it is, in a sentence for people."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start, and what is to be known of it later."""

    workload: Workload
    binding: str | None
    """Of its identity."""
    fetched: Fetched | None = None
    """What its Key Vault references led to; ``None`` without any."""


class Launcher(Protocol):
    """Makes an app's process of what was deployed and what is configured."""

    async def launch(self, app: WantedApp, folder: AppFolder, *, name: str, port: int) -> Launch:
        """What to start. Raises ``CannotRun``."""
        ...

    async def release(self, binding: str) -> None:
        """End a binding whose process is gone."""
        ...


@dataclass(slots=True)
class Instance:
    """A process of an app, and how it ended."""

    name: str
    """What the keeper calls it: the app's key and a number."""
    port: int
    revision: str
    """Of the app when it was started."""
    binding: str | None
    ended: "asyncio.Future[Event]" = field(repr=False)
    fetched: Fetched | None = None
    visits: int = 0
    """Exchanges with it that are not over."""
    _left: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    @contextlib.contextmanager
    def visit(self) -> Iterator[None]:
        """An exchange: a process that is replaced is not ended under it."""
        self.visits += 1
        try:
            yield
        finally:
            self.visits -= 1
            self._left.set()

    async def unvisited(self) -> None:
        """Wait until no exchange goes on."""
        while self.visits:
            self._left.clear()
            await self._left.wait()

    def label(self) -> dict[str, Any]:
        """What a successor of this server has to know of it."""
        label = {"port": self.port, "revision": self.revision, "binding": self.binding}
        return label if self.fetched is None else {**label, "fetched": self.fetched.note()}


def trouble_of(problem: Exception) -> str:
    """Why an app cannot be hosted just now, for people: a full disk, for one."""
    if isinstance(problem, NameplateError):
        return problem.message
    return "an unexpected problem, which the server's log tells"


def words_of(event: Event) -> str:
    """How a process ended, for people."""
    if event.get("failure"):
        return str(event["failure"])
    if event.get("signal") is not None:
        return f"its process was ended by signal {event['signal']}"
    return f"its process ended with exit status {event.get('code')}"
