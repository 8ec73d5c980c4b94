"""The proxy of children, loaded when the first of them connects: many never do."""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol


class Stoppable(Protocol):
    """A proxy that runs (``edge.Proxy``)."""

    async def stop(self) -> None: ...


class LaterProxy:
    """Waits at a listening socket, and gives it to a proxy when somebody knocks."""

    def __init__(self, listening: socket.socket, start: Callable[[], Stoppable]) -> None:
        """``start`` makes the proxy, which accepts from the socket by itself."""
        self._listening = listening
        self._start = start
        self._proxy: Stoppable | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(listening.fileno(), self.start)

    def start(self) -> None:
        """Start the proxy now; it takes what waits at the socket."""
        if self._proxy is None:
            self._loop.remove_reader(self._listening.fileno())
            self._proxy = self._start()

    async def stop(self) -> None:
        """Stop listening, and the proxy if there is one."""
        if self._proxy is not None:
            await self._proxy.stop()
        else:
            self._loop.remove_reader(self._listening.fileno())
            self._listening.close()
