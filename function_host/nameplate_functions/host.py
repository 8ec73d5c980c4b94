"""The host: from a loaded app to a door and listeners, and their end. It reads like a plan."""

import asyncio
import contextlib
import logging
import socket
import traceback
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from nameplate_functions.admin import Admin, Facts
from nameplate_functions.app_loop import AppLoop
from nameplate_functions.bindings import StorageBindings
from nameplate_functions.clock import Clock
from nameplate_functions.door import Door
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.http_functions import HttpFunctions
from nameplate_functions.invoker import InvocationFailed, Invoker
from nameplate_functions.keys import Keys, open_keys
from nameplate_functions.listeners import Listener, ListenerMaker, Listeners
from nameplate_functions.loading import Loaded
from nameplate_functions.server import GRACE, HttpServer, http_server
from nameplate_functions.storage import Storage

_THREADS: Final = "PYTHON_THREADPOOL_THREAD_COUNT"
_OWN_THREADS: Final = 32
"""Threads of the host's own, for exchanges with storage accounts."""


class Host:
    """One function app at work."""

    def __init__(self, loaded: Loaded, data: Path, *, storage: Storage, clock: Clock) -> None:
        self._loaded = loaded
        self._clock = clock
        self._journal = loaded.journal
        self._failure = loaded.failure
        self._started = clock.monotonic()
        self._server: HttpServer | None = None
        self._by_hand: set[asyncio.Task[None]] = set()
        self._loop = AppLoop(self._threads())
        self._invoker = self._new_invoker(storage)
        self._listeners = Listeners()
        self._storage = storage
        self._data = data

    async def serve(self, listener: socket.socket) -> None:
        """Answer requests and call functions until ``stop``."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_OWN_THREADS))
        self._loop.start()
        server = self._server = http_server(self._door())
        listening = [
            asyncio.create_task(self._listen(name, each))
            for name, each in self._listeners.found.items()
        ]
        self._journal.host(f"Host started ({self._uptime()}ms)")
        await server.serve(sockets=[listener])
        await self._drain(listening)
        self._loop.stop()
        self._journal.host("Host stopped")

    def stop(self) -> None:
        """Take nothing new and let what runs end; told again, do not wait."""
        if self._server is not None:
            self._server.force_exit = self._server.should_exit
            self._server.should_exit = True
        for each in self._listeners.found.values():
            each.stop()

    @property
    def stuck(self) -> int:
        """Calls that will not end by themselves."""
        return self._loop.stuck

    async def _listen(self, name: str, listener: Listener) -> None:
        """Listen; a listener never ends by itself, and if one does it is said."""
        try:
            await listener.listen()
        except Exception:  # noqa: BLE001 - one listener's end is not the host's
            text = f"The listener for function '{name}' ended:\n{traceback.format_exc()}"
            self._journal.host(text, logging.CRITICAL)

    async def _drain(self, listening: Sequence["asyncio.Task[None]"]) -> None:
        running = [*listening, *self._by_hand]
        if running:
            await asyncio.wait(running, timeout=GRACE)
        for each in running:
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await each

    # What it is made of

    def _new_invoker(self, storage: Storage) -> Invoker:
        loaded = self._loaded
        bindings = StorageBindings(
            loaded.settings, storage, clock=self._clock, base64=loaded.document.queues.base64
        )
        return Invoker(
            self._loop,
            bindings,
            journal=self._journal,
            clock=self._clock,
            folder=loaded.app,
            timeout=loaded.document.function_timeout,
            local=loaded.local,
        )

    def _door(self) -> Door:
        document, functions = self._loaded.document, self._loaded.functions
        keys = self._keys()
        http = self._http(keys)
        if not self._failure:
            self._listeners = ListenerMaker(
                self._loaded,
                self._data,
                invoker=self._invoker,
                storage=self._storage,
                clock=self._clock,
            ).make(functions)
        admin = Admin(
            {each.name: each for each in functions},
            keys,
            facts=self._facts,
            run=self._run,
            prefix=document.http.route_prefix,
        )
        return Door(
            admin,
            None if self._failure else http,
            problem=self._failure,
            homepage=not self._loaded.settings.flag("AzureWebJobsDisableHomepage"),
            headers=document.http.headers,
        )

    def _keys(self) -> Keys | None:
        try:
            return open_keys(self._data, [each.name for each in self._loaded.functions])
        except AppProblem as problem:
            self._fail(problem)
            return None

    def _http(self, keys: Keys | None) -> HttpFunctions | None:
        if keys is None:
            return None
        http = [each for each in self._loaded.functions if each.trigger.type == "httpTrigger"]
        try:
            return HttpFunctions(http, self._loaded.document.http, keys=keys, invoker=self._invoker)
        except AppProblem as problem:
            self._fail(problem)
            return None

    def _fail(self, problem: AppProblem) -> None:
        self._failure = self._failure or str(problem)
        self._journal.host(f"The function app cannot run: {problem}", logging.ERROR)

    def _threads(self) -> int | None:
        try:
            return self._loaded.settings.number(_THREADS)
        except AppProblem as problem:
            self._journal.host(str(problem), logging.WARNING)
            return None

    # What the host's own API asks

    def _facts(self) -> Facts:
        problems = (*self._loaded.problems, *self._listeners.problems)
        return Facts(
            site=self._loaded.settings.site,
            state="Error" if self._failure else "Running",
            uptime=self._uptime(),
            errors=(self._failure,) if self._failure else problems,
        )

    def _uptime(self) -> int:
        return round((self._clock.monotonic() - self._started) * 1000)

    async def _run(self, function: Function, text: str) -> bool:
        """Begin a call by hand; its end is in the log."""
        listener = self._listeners.found.get(function.name)
        if listener is None:
            return False
        task = asyncio.create_task(self._call(function, listener, text))
        self._by_hand.add(task)
        task.add_done_callback(self._by_hand.discard)
        return True

    async def _call(self, function: Function, listener: Listener, text: str) -> None:
        with contextlib.suppress(InvocationFailed):
            await self._invoker.invoke(function, listener.value(text))
