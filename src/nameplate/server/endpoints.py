"""The sockets of a server: bound before anything is built on their ports."""

import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from nameplate.config.settings import Settings
from nameplate.server.sockets import bind, port_of

LOOPBACK: Final = "127.0.0.1"
_BACKLOG: Final = 512


class Mode(StrEnum):
    """How a server came to run."""

    UP = "up"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The ports that are listened on."""

    https: int
    token: int
    proxy: int
    portal: int = 0
    """0: there is none; a command's own server has no pages."""

    @property
    def token_url(self) -> str:
        """What apps find in ``MSI_ENDPOINT`` and ``IDENTITY_ENDPOINT`` (protocols A.2)."""
        return f"http://{LOOPBACK}:{self.token}/msi/token/"


@dataclass(frozen=True, slots=True)
class Bound:
    """Bound sockets. An embedded server takes free ports of loopback, whatever the settings say."""

    https: socket.socket
    token: socket.socket
    proxy: socket.socket
    portal: socket.socket | None = None

    @classmethod
    def of(cls, settings: Settings, mode: Mode) -> Self:
        """Bind all or none. Raises ConfigurationError naming the port that is in use."""
        up = mode is Mode.UP
        wanted = (
            ("https", settings.host if up else LOOPBACK, settings.ports.https if up else 0),
            ("token", settings.host if up else LOOPBACK, settings.ports.token if up else 0),
            ("proxy", LOOPBACK, settings.ports.proxy if up else 0),
            *((("portal", settings.host, settings.ports.portal),) if up else ()),
        )
        sockets: dict[str, socket.socket] = {}
        try:
            for what, host, port in wanted:
                sockets[what] = bind(host, port, what)
        except BaseException:
            for opened in sockets.values():
                opened.close()
            raise
        return cls(**sockets)

    @property
    def endpoints(self) -> Endpoints:
        return Endpoints(
            port_of(self.https),
            port_of(self.token),
            port_of(self.proxy),
            0 if self.portal is None else port_of(self.portal),
        )

    def listening_proxy(self) -> socket.socket:
        """The proxy's socket, listening: the proxy accepts by itself."""
        self.proxy.listen(_BACKLOG)
        return self.proxy

    def close(self) -> None:
        """Close what nobody took over; again is fine."""
        for opened in (self.https, self.token, self.proxy, self.portal):
            if opened is not None:
                opened.close()
