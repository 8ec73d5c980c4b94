"""A run with real tokens: an identity endpoint and a proxy of its own, before those of the server.

Both live in ``run``'s process for as long as its child does, whether the server is an ``up`` or the
run's own: which names are real is one run's business. What is served here goes on to the server.
"""

import asyncio
import http.client
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from nameplate.config.errors import ConfigurationError
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock, SystemClock
from nameplate.core.cloud import Cloud, own_cloud
from nameplate.core.errors import InternalFailure
from nameplate.core.secret_value import SecretValue
from nameplate.edge import listeners
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.http import Request, Response
from nameplate.edge.proxy import ProxySettings, start_proxy
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.real_tokens import RealTokenEndpoint
from nameplate.process.tool_runner import ToolRunner
from nameplate.server.endpoints import LOOPBACK
from nameplate.server.loops import run
from nameplate.server.proxying import routes_of, upstream_of
from nameplate.server.real_token_tools import tools_of
from nameplate.server.token_broker import TokenBroker
from nameplate.workload.real_tokens import RealTokens, read_choice

_SECONDS: Final = 30.0
_LOCALHOST: Final = "localhost"
_KEPT_HEADERS: Final = (b"content-length", b"connection", b"transfer-encoding", b"host")

Passes = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run's network stands before, and for whom."""

    cloud: Cloud
    ports: tuple[int, int]
    """The server's: https, token."""
    secret: SecretValue
    environment: Mapping[str, str]
    """The developer's own, in which az is signed in."""
    is_registered_here: Callable[[str], bool]
    """Whether an application of this home goes by a name."""
    tell: Callable[[str], None]
    tell_refused: Callable[[str, str], None]


def choice_of(settings: Settings, cloud: Cloud, https: int, words: list[str]) -> RealTokens:
    """What ``--tokens`` says. Raises ValueError."""
    own = own_cloud(settings.domain or _LOCALHOST, https)
    clouds = (cloud, own) if own.name != cloud.name else (cloud,)
    return read_choice(words, clouds, routes_of(settings, cloud).kept_from_real_tokens)


class RealTokenNetwork:
    """A context manager: entered, it serves one run; left, it has stopped."""

    def __init__(
        self, settings: Settings, choice: RealTokens, facts: RunFacts, clock: Clock | None = None
    ) -> None:
        self._settings = settings
        self._choice = choice
        self._facts = facts
        self._clock = clock or SystemClock()
        self._thread = threading.Thread(target=self._run, name="nameplate-tokens", daemon=True)
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._stop: Callable[[], object] | None = None
        self.token = 0
        """The port of the identity endpoint."""
        self.proxy = 0
        """The port of the proxy."""

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise ConfigurationError(f"{self._problem}.") from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._stop is not None and self._thread.is_alive():
            self._stop()
        self._thread.join()

    def _run(self) -> None:
        try:
            run(self._serve())
        except Exception as problem:  # noqa: BLE001  # told to the thread that waits
            self._problem = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        with ToolRunner() as runner:
            listener = await listeners.start(
                Door(HostTable(default=self._endpoint(runner))), clock=self._clock, host=LOOPBACK
            )
            try:
                proxy = await start_proxy(
                    self._proxy_settings(listener.port), on_refused=self._facts.tell_refused
                )
                self.token, self.proxy = listener.port, proxy.port
                self._stop = lambda: loop.call_soon_threadsafe(over.set)
                self._ready.set()
                await over.wait()
                await proxy.stop()
            finally:
                await listener.stop(grace=0.0)

    def _endpoint(self, runner: ToolRunner) -> RealTokenEndpoint:
        facts = self._facts

        async def registered(resource: str) -> bool:
            return await asyncio.to_thread(facts.is_registered_here, resource)

        tools = tools_of(self._settings, facts.environment, self._clock, runner)
        broker = TokenBroker(self._choice, tools, registered, self._clock, facts.tell)
        style = ExpiresOnFormat(self._settings.msi2017_expires_on)
        pass_on = passing_on(facts.ports[1])
        return RealTokenEndpoint(broker, pass_on, facts.secret, self._clock, style=style)

    def _proxy_settings(self, token: int) -> ProxySettings:
        routes = routes_of(self._settings, self._facts.cloud).passing(self._choice.passes)
        return ProxySettings(
            routes=routes,
            tls=(LOOPBACK, self._facts.ports[0]),
            metadata=(LOOPBACK, token) if self._settings.imds_app else None,
            upstream=upstream_of(self._settings),
        )


def passing_on(port: int) -> Callable[[Request], Awaitable[Response]]:
    """Ask the server's own identity endpoint, in the words of the request."""

    async def pass_on(request: Request) -> Response:
        return await asyncio.to_thread(_asked, port, request)

    return pass_on


def _asked(port: int, request: Request) -> Response:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_SECONDS)
    try:
        connection.putrequest(
            request.method, f"{request.raw_path}{query}", skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.raw_headers:
            if name not in _KEPT_HEADERS[:3]:
                connection.putheader(name, value)
        if request.body:
            connection.putheader("content-length", str(len(request.body)))
        connection.endheaders(request.body or None)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        raise InternalFailure("ServerGone", "The server behind this run is gone.") from None
    finally:
        connection.close()
    raw = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in answer.getheaders()]
    fields = [field for field in raw if field[0] not in (*_KEPT_HEADERS, b"x-ms-request-id")]
    return Response(answer.status, body, fields)
