"""HTTP triggers: which function answers a request, who may call it, what it is given."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

from nameplate_functions import library
from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.host_json import HttpOptions
from nameplate_functions.http_messages import Request
from nameplate_functions.invoker import Calls, Cause, InvocationFailed
from nameplate_functions.keys import AuthLevel, Keys, auth_level
from nameplate_functions.library import Answer
from nameplate_functions.routes import Route, Routes, parse_template

_REASON: Final = "This function was programmatically called via the host APIs."


class Busy(Exception):
    """More requests than the app's ``host.json`` lets wait."""


class HttpFunctions:
    """The HTTP functions of an app. Raises ``AppProblem`` for routes that cannot be read."""

    def __init__(
        self, functions: Iterable[Function], options: HttpOptions, *, keys: Keys, invoker: Calls
    ) -> None:
        self._routes = Routes([_route(each, options.route_prefix) for each in functions])
        self._keys = keys
        self._invoker = invoker
        self._bound = _Bound(options)

    async def answer(self, request: Request) -> Answer | None:
        """What a function answers; ``None`` when no function's route fits."""
        found = self._routes.find(request.method, request.raw_path)
        if found is None:
            return None
        function, values = found
        level = auth_level(function.trigger.text("authLevel"))
        if level > AuthLevel.ANONYMOUS and self._keys.level(request.key, function.name) < level:
            return Answer(401)
        try:
            async with self._bound.place():
                return await self._call(function, request, values)
        except Busy:
            return Answer(429)
        except InvocationFailed:
            return Answer(500)

    async def _call(
        self, function: Function, request: Request, values: Mapping[str, str]
    ) -> Answer:
        value = library.http_request(
            request.method,
            request.url,
            headers=request.headers,
            params=request.params,
            route_params=values,
            body=request.body,
        )
        cause = Cause(
            value=value,
            reason=_REASON,
            data={**request.params, **values, "Query": request.params},
            trace_parent=request.headers.get("traceparent", ""),
            trace_state=request.headers.get("tracestate", ""),
        )
        return await self._invoker.invoke(function, cause) or Answer(204)


def _route(function: Function, prefix: str) -> Route[Function]:
    own = function.trigger.text("route", function.name).strip("/")
    try:
        auth_level(function.trigger.text("authLevel"))
        template = parse_template("/".join(each for each in (prefix, own) if each))
    except AppProblem as problem:
        raise AppProblem(f"The '{function.name}' function is in error: {problem}") from None
    methods = function.trigger.options.get("methods") or ()
    return Route(template, frozenset(str(each).upper() for each in methods), function)


class _Bound:
    """How many requests run, and how many may wait (``host.json``)."""

    def __init__(self, options: HttpOptions) -> None:
        self._most = options.max_outstanding
        self._running = (
            asyncio.Semaphore(options.max_concurrent)
            if options.max_concurrent is not None
            else contextlib.nullcontext()
        )
        self._outstanding = 0

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        if self._most is not None and self._outstanding >= self._most:
            raise Busy
        self._outstanding += 1
        try:
            async with self._running:
                yield
        finally:
            self._outstanding -= 1
