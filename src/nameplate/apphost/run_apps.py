"""Apps that ``nameplate run`` runs, as the front door meets them: a port, while the run lives.

Their processes belong to whoever started them; here nothing is started or ended. A command has
perhaps just been started, so the first visitor waits for a while until it listens.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nameplate.apphost.states import Condition, State
from nameplate.apphost.wanted import WantedApp
from nameplate.process.announced_ports import Announced, announcements

_ADDRESSES: Final = ("127.0.0.1", "::1")
_PATIENCE: Final = 20.0
_PAUSE: Final = 0.1

Address = tuple[str, int]


class RunApps:
    """Finds them."""

    def __init__(self, folder: Path, *, patience: float = _PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._seen: dict[str, Address] = {}

    def find(self, label: str, host: str) -> "RunApp | None":
        """The app whose address begins with a label, where a run of it lives."""
        found = announcements(self._folder, label)
        for place in [place for place in self._seen if not (self._folder / place).exists()]:
            del self._seen[place]
        if not found:
            return None
        wanted = WantedApp(
            key=label.lower(),
            label=label.lower(),
            site=label.lower(),
            slot=None,
            kind="app",
            host_name=host,
            running=True,
        )
        return RunApp(wanted, tuple(found), self._seen, self._patience)


@dataclass(slots=True)
class RunApp:
    """One of them (``front_door.Hosted``)."""

    wanted: WantedApp
    announced: tuple[Announced, ...]
    seen: dict[str, Address] = field(repr=False)
    """Where commands were found listening: they are not knocked at before each visit."""
    patience: float

    @property
    def condition(self) -> Condition:
        """Asked for when nobody answers."""
        return Condition(State.STARTING, "its command does not listen on PORT")

    async def wait_ready(self, seconds: float) -> Address | None:
        """Where its command listens; ``None`` if it does not in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, self.patience)):
                while True:
                    for each in self.announced:
                        if (address := await self._address(each)) is not None:
                            return address
                    await asyncio.sleep(_PAUSE)
        return None

    @contextlib.contextmanager
    def visit(self, address: Address) -> Iterator[None]:
        """An exchange with it; a command that has gone is knocked at again the next time."""
        try:
            yield
        except ConnectionRefusedError:
            for place in [place for place, known in self.seen.items() if known == address]:
                del self.seen[place]
            raise

    async def _address(self, announced: Announced) -> Address | None:
        if announced.place in self.seen:
            return self.seen[announced.place]
        for host in _ADDRESSES:
            if await _listens(host, announced.port):
                self.seen[announced.place] = (host, announced.port)
                return (host, announced.port)
        return None


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
