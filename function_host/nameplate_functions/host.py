"""The host: from a loaded app to a door and listeners, and their end. It reads like a plan."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from nameplate_functions.admin import Admin, Facts
from nameplate_functions.app_loop import AppLoop
from nameplate_functions.bindings import NoBindings
from nameplate_functions.clock import Clock
from nameplate_functions.door import Door
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.http_functions import HttpFunctions
from nameplate_functions.invoker import Cause, InvocationFailed, Invoker
from nameplate_functions.keys import Keys, open_keys
from nameplate_functions.loading import Loaded
from nameplate_functions.server import GRACE, HttpServer, http_server

_THREADS = "PYTHON_THREADPOOL_THREAD_COUNT"


class Listener(Protocol):
    """What calls functions by itself: a timer, a queue."""

    async def listen(self) -> None:
        """Call the function whenever it is time, until ``stop``; what runs is waited for."""
        ...

    def stop(self) -> None:
        """Begin nothing more."""
        ...

    def value(self, text: str) -> Cause:
        """The cause of a call by hand."""
        ...


class Host:
    """One function app at work."""

    def __init__(self, loaded: Loaded, data: Path, clock: Clock) -> None:
        self._loaded = loaded
        self._data = data
        self._clock = clock
        self._journal = loaded.journal
        self._failure = loaded.failure
        self._started = clock.monotonic()
        self._loop = AppLoop(self._threads())
        self._server: HttpServer | None = None
        self._listeners: dict[str, Listener] = {}
        self._by_hand: set[asyncio.Task[None]] = set()

    async def serve(self, listener: socket.socket) -> None:
        """Answer requests and call functions until ``stop``."""
        self._loop.start()
        server = self._server = http_server(self._door())
        listening = [asyncio.create_task(each.listen()) for each in self._listeners.values()]
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
        for each in self._listeners.values():
            each.stop()

    @property
    def stuck(self) -> int:
        """Calls that will not end by themselves."""
        return self._loop.stuck

    async def _drain(self, listening: Sequence["asyncio.Task[None]"]) -> None:
        running = [*listening, *self._by_hand]
        if running:
            await asyncio.wait(running, timeout=GRACE)
        for each in running:
            each.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await each

    # What it is made of

    def _door(self) -> Door:
        document, settings = self._loaded.document, self._loaded.settings
        keys = self._keys()
        http = self._functions(keys)
        admin = Admin(
            {each.name: each for each in self._loaded.functions},
            keys,
            facts=self._facts,
            run=self._run,
            prefix=document.http.route_prefix,
        )
        return Door(
            admin,
            None if self._failure else http,
            problem=self._failure,
            homepage=not settings.flag("AzureWebJobsDisableHomepage"),
            headers=document.http.headers,
        )

    def _keys(self) -> Keys:
        try:
            return open_keys(self._data, [each.name for each in self._loaded.functions])
        except AppProblem as problem:
            self._fail(problem)
            return Keys("", {}, {})

    def _functions(self, keys: Keys) -> HttpFunctions | None:
        document = self._loaded.document
        invoker = Invoker(
            self._loop,
            NoBindings(),
            journal=self._journal,
            clock=self._clock,
            folder=self._loaded.app,
            timeout=document.function_timeout,
            local=self._loaded.local,
        )
        self._invoker = invoker
        http = [each for each in self._loaded.functions if each.trigger.type == "httpTrigger"]
        try:
            return HttpFunctions(http, document.http, keys=keys, invoker=invoker)
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
        errors = (self._failure,) if self._failure else self._loaded.problems
        return Facts(
            site=self._loaded.settings.site,
            state="Error" if self._failure else "Running",
            uptime=self._uptime(),
            errors=errors,
        )

    def _uptime(self) -> int:
        return round((self._clock.monotonic() - self._started) * 1000)

    async def _run(self, function: Function, text: str) -> None:
        """Begin a call by hand; its end is in the log."""
        cause = self._listeners[function.name].value(text)
        task = asyncio.create_task(self._call(function, cause))
        self._by_hand.add(task)
        task.add_done_callback(self._by_hand.discard)

    async def _call(self, function: Function, cause: Cause) -> None:
        with contextlib.suppress(InvocationFailed):
            await self._invoker.invoke(function, cause)
