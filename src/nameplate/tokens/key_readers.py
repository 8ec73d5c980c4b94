"""Who has read which public keys: what a rotation would surprise.

In memory, of this process, bounded: a reader is an address and what it calls itself
(``User-Agent``, RFC 9110 section 10.1.5), which anybody may choose. Nothing is decided by it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.core.clock import Clock

_MOST: Final = 256
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class KeyReader:
    """The last time that somebody read the keys; times in seconds since 1970."""

    client: str
    agent: str
    read: float
    kids: tuple[str, ...]
    """What was published then."""


class KeyReaders:
    """The latest readers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest: OrderedDict[tuple[str, str], KeyReader] = OrderedDict()

    def note(self, client: str, agent: str, kids: tuple[str, ...]) -> None:
        """Somebody reads the keys now."""
        name = "".join(each for each in agent[:_LONGEST] if each.isprintable())
        key = (client, name)
        self._latest[key] = KeyReader(client, name, self._clock.now(), kids)
        self._latest.move_to_end(key)
        if len(self._latest) > _MOST:
            self._latest.popitem(last=False)

    def latest(self) -> Sequence[KeyReader]:
        """The newest first."""
        return tuple(reversed(self._latest.values()))
