"""The platform as a person runs it: the installed command in a home, reached over sockets.

``Platform`` starts ``nameplate up`` or finds a running one, reads the home's public files (ports,
trust) and speaks HTTPS to it with the certificate verified. Used by ``tests.fidelity`` and
``tests/acceptance``; it imports nothing of the package.
"""

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, Self

READY_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: header names as they were sent, the body as bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of a name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self) -> Any:
        return json.loads(self.body)


class CommandFailed(Exception):
    """A ``nameplate`` command ended with another status than it should."""


def installed_command() -> Path:
    """The ``nameplate`` beside the Python that runs this."""
    return Path(sys.executable).with_name("nameplate")


def clean_environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of this process with a home, without what would lead elsewhere."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NAMEPLATE_", "AZURE_", "IDENTITY_", "MSI_", "IMDS_"))
    }
    return {**environment, "NAMEPLATE_HOME": str(home), **(more or {})}


class Served(Protocol):
    """What a scenario needs of a platform: a fake has it, too."""

    @property
    def tenant_id(self) -> str: ...
    @property
    def subscription_id(self) -> str: ...
    @property
    def operator_id(self) -> str: ...
    def token(self, resource: str) -> str: ...
    def arm(self, method: str, path: str, document: Any = None) -> Answer: ...
    def send(
        self,
        method: str,
        host: str,
        target: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer: ...


@dataclass
class Platform:
    """A home and the command that serves it."""

    home: Path
    command: Path = field(default_factory=installed_command)
    settings: Mapping[str, str] = field(default_factory=dict)
    """Variables beside the home: ``NAMEPLATE_IMDS_APP`` and the like."""
    port_base: int = 0
    """Where ``up`` listens; 0 takes free ports."""
    _process: subprocess.Popen[bytes] | None = None
    _connections: dict[str, http.client.HTTPConnection] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment(self.home, self.settings)

    def run(
        self, *arguments: str, status: int | None = 0, stdin: str | None = None, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run ``nameplate ARGUMENTS``; another exit status than ``status`` is a failure."""
        done = subprocess.run(
            [self.command, *arguments],
            env=self.environment,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if status is not None and done.returncode != status:
            said = done.stderr.strip() or done.stdout.strip()
            raise CommandFailed(f"nameplate {' '.join(arguments)}: {done.returncode}: {said}")
        return done

    def json(self, *arguments: str) -> Any:
        """What a command prints, as JSON."""
        return json.loads(self.run(*arguments, "-o", "json").stdout)

    def start(self) -> None:
        """Start ``up`` and wait until ``status`` says that it is ready."""
        log = self.home.parent / f"{self.home.name}.up.log"
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [self.command, "up", "--port-base", str(self.port_base)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_SECONDS
        while self.run("status", status=None).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CommandFailed(f"nameplate up: {log.read_text(errors='replace')}")
            time.sleep(0.2)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int | None:
        """End the ``up`` that this object started; its exit status."""
        self.close()
        if self._process is None:
            return None
        self._process.send_signal(how)
        try:
            return self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def close(self) -> None:
        """Close the connections that are kept; the next exchange opens new ones."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _read(self, *path: str) -> Any:
        return json.loads(self.home.joinpath(*path).read_text(encoding="utf-8"))

    @property
    def ports(self) -> dict[str, int]:
        """The listeners of the running ``up``: https, token, proxy."""
        ports: dict[str, int] = self._read("run", "up.json")["ports"]
        return ports

    @property
    def tenant_id(self) -> str:
        return str(self._read("installation.json")["tenantId"])

    @property
    def subscription_id(self) -> str:
        return str(self._read("installation.json")["subscriptionId"])

    @property
    def operator_id(self) -> str:
        return str(self._read("installation.json")["operatorId"])

    @property
    def roots(self) -> Path:
        """The root certificates over production names."""
        return self.home / "trust" / "production-roots.pem"

    def tls(self) -> ssl.SSLContext:
        """What a careful client uses: our two roots, host names checked."""
        context = ssl.create_default_context(cafile=str(self.roots))
        context.load_verify_locations(cafile=str(self.home / "trust" / "own-roots.pem"))
        return context

    def token(self, resource: str) -> str:
        """The operator's token for a resource; asked for once."""
        if resource not in self._tokens:
            shown = self.json("account", "get-access-token", "--resource", resource)
            self._tokens[resource] = shown["accessToken"]
        return self._tokens[resource]

    def send(
        self,
        method: str,
        host: str,
        target: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer:
        """One exchange with a served host over TLS; the target goes out as it is given."""
        for kept in (host in self._connections, False):
            try:
                connection = self._connection(host)
                return self._exchange(connection, method, host, target, headers, body)
            except (OSError, http.client.HTTPException):
                if host in self._connections:
                    self._connections.pop(host).close()
                if not kept:  # a kept connection may have been closed meanwhile; a new one was not
                    raise
        raise AssertionError("unreachable: a new connection answers or raises")

    def send_plain(
        self, method: str, url_port: int, target: str, *, headers: Sequence[tuple[str, str]] = ()
    ) -> Answer:
        """One exchange with a listener that speaks plain HTTP on loopback."""
        connection = http.client.HTTPConnection("127.0.0.1", url_port, timeout=30)
        host = f"127.0.0.1:{url_port}"
        try:
            return self._exchange(connection, method, host, target, headers, None)
        finally:
            connection.close()

    def arm(self, method: str, path: str, document: Any = None) -> Answer:
        """A call of Resource Manager as the operator."""
        return self.call("management.azure.com", method, path, document)

    def call(
        self,
        host: str,
        method: str,
        path: str,
        document: Any = None,
        *,
        resource: str = "https://management.azure.com/",
    ) -> Answer:
        """A JSON call as the operator."""
        token = self.token(resource)
        headers = [("Authorization", f"Bearer {token}"), ("Accept", "application/json")]
        body = None
        if document is not None:
            body = json.dumps(document).encode()
            headers.append(("Content-Type", "application/json"))
        return self.send(method, host, path, headers=headers, body=body)

    def _connection(self, host: str) -> http.client.HTTPConnection:
        if host not in self._connections:
            connection = http.client.HTTPConnection(host, 443, timeout=30)
            connection.sock = connected(self.tls(), host, self.ports["https"])
            self._connections[host] = connection
        return self._connections[host]

    @staticmethod
    def _exchange(
        connection: http.client.HTTPConnection,
        method: str,
        host: str,
        target: str,
        headers: Sequence[tuple[str, str]],
        body: bytes | None,
    ) -> Answer:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", host)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None or method in {"PUT", "POST", "PATCH"}:
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders(body)
        with connection.getresponse() as response:
            return Answer(response.status, tuple(response.getheaders()), response.read())


def connected(context: ssl.SSLContext, host: str, port: int) -> ssl.SSLSocket:
    """A connection over TLS to a port of loopback, as a host.

    Wrapped before it is connected: ``wrap_socket`` leaves a connection open that is reset between
    the two, which a server does that was killed.
    """
    made = context.wrap_socket(socket.socket(), server_hostname=host)
    try:
        made.settimeout(30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.connect(("127.0.0.1", port))
    except BaseException:
        made.close()
        raise
    return made


@contextmanager
def running(home: Path, **settings: str) -> Iterator[Platform]:
    """Run a platform for the length of a block."""
    with Platform(home, settings=settings) as platform:
        yield platform
