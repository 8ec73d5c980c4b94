"""A server inside a command, for the command's own duration: on free private ports.

Its loop runs in a thread of its own, so that the command stays an ordinary program that waits for
its child and calls the API over a socket like anybody else.
"""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from nameplate.config.home import Home
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock, SystemClock
from nameplate.core.cloud import Cloud
from nameplate.server.endpoints import Endpoints, Mode
from nameplate.server.loops import run
from nameplate.server.running import Server

if TYPE_CHECKING:
    from nameplate.edge.proxy import OnRefused


T = TypeVar("T")


class _Waiting(Generic[T]):
    """A thread that waits for a coroutine of the loop: half of what ``concurrent.futures`` costs.

    Tests do so several times each.
    """

    __slots__ = ("_done", "_task")

    def __init__(self) -> None:
        self._done = threading.Lock()
        self._done.acquire()
        self._task: asyncio.Task[T] | None = None

    def begin(self, work: Coroutine[Any, Any, T]) -> None:
        """Called by the loop."""
        self._task = asyncio.get_running_loop().create_task(work)
        self._task.add_done_callback(lambda _: self._done.release())

    def result(self) -> T:
        """Wait for it; called by the thread. Raises what it raised."""
        self._done.acquire()
        if self._task is None:
            raise RuntimeError("the embedded server has stopped")
        return self._task.result()


class EmbeddedServer:
    """A context manager: entered, it serves; left, it has stopped."""

    def __init__(
        self,
        settings: Settings,
        *,
        on_refused: "OnRefused | None" = None,
        clock: Clock | None = None,
        durable: bool = True,
    ) -> None:
        """``clock``: what time it is for all but certificates, whose clients have their own.

        ``durable``: whether what is committed is on disk; not where the home goes with the server.
        """
        self._settings = settings
        self._clock = clock or SystemClock()
        self._on_refused = on_refused
        self._durable = durable
        self._thread = threading.Thread(target=self._run, name="nameplate-server", daemon=True)
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._server: Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            self._thread.join()
            raise self._problem
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving and wait until everything is written."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    @property
    def ports(self) -> Endpoints:
        return self._running.endpoints

    @property
    def cloud(self) -> Cloud:
        return self._running.cloud

    @property
    def home(self) -> Home:
        return self._settings.home

    @property
    def server(self) -> Server:
        """What serves. Its services belong to another thread: ``call`` runs what uses them."""
        return self._running

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's thread; wait for it."""
        if self._loop is None:
            work.close()
            raise RuntimeError("the embedded server is not running")
        waiting: _Waiting[T] = _Waiting()
        self._loop.call_soon_threadsafe(waiting.begin, work)
        return waiting.result()

    @property
    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("the embedded server is not running")
        return self._server

    def _run(self) -> None:
        try:
            run(self._serve())
        except BaseException as problem:  # noqa: BLE001  # told to the thread that waits
            self._problem = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._server = await Server.start(
            self._settings,
            self._clock,
            mode=Mode.EMBEDDED,
            on_refused=self._on_refused,
            wall=SystemClock(),
            durable=self._durable,
        )
        self._ready.set()
        try:
            await self._stop.wait()
        finally:
            await self._server.stop()
