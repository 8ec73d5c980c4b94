"""What a name means in a network of a command's own: here, or nowhere and said once.

Names that are served are on loopback. No other name is found: an address that leads nowhere would
make a client wait, and one that leads here would show it a certificate of somebody else's. What a
client reaches through the proxy it needs no name for.
"""

from collections.abc import Callable
from typing import Final

from nameplate.core.cloud import Cloud
from nameplate.edge.dns import Question, RecordType
from nameplate.edge.routes import Place, RouteTable

_LOOPBACK: Final = "127.0.0.1"
_LOCALHOST: Final = "localhost"
_MACHINE_ONLY: Final = ("arpa", "local", "internal")
_REMEMBERED: Final = 1000
_ADDRESSES: Final = (RecordType.A, RecordType.AAAA, RecordType.ANY)


class TransparentNames:
    """Answers each question; ``on_refused`` hears of each name that is not here, once."""

    def __init__(
        self, cloud: Cloud, routes: RouteTable, on_refused: Callable[[str, str], None]
    ) -> None:
        self._cloud = cloud
        self._routes = routes
        self._on_refused = on_refused
        self._told: set[str] = set()

    def resolve(self, question: Question) -> str | None:
        """The address of a name, or ``None``."""
        name = question.name
        if name == _LOCALHOST or name.endswith(f".{_LOCALHOST}"):  # RFC 6761 section 6.3
            return _LOOPBACK
        place = self._routes.place(name)
        if place in (Place.OURS, Place.EMULATOR):
            return _LOOPBACK
        if question.type in _ADDRESSES:
            self._refuse(name, place)
        return None

    def _refuse(self, name: str, place: Place) -> None:
        known = name in self._told or len(self._told) >= _REMEMBERED
        if known or "." not in name or name.rpartition(".")[2] in _MACHINE_ONLY:
            return
        self._told.add(name)
        self._on_refused(name, self._reason(name, place))

    @staticmethod
    def _reason(name: str, place: Place) -> str:
        if place is Place.NOWHERE:
            return f"{name} is not served here and never passed on to the real cloud"
        return f"{name} is reached through HTTPS_PROXY only in transparent mode"
