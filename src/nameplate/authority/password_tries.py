"""How often a password was guessed: after ten wrong ones an account waits, each time longer.

As Entra's smart lockout: a minute at first. It is the memory of one process, bounded; it holds
only users that there are.
"""

from dataclasses import dataclass
from typing import Final

from nameplate.core.clock import Clock

_FREE: Final = 10
_FIRST_WAIT: Final = 60
_LONGEST_WAIT: Final = 3_600
_LIMIT: Final = 10_000


@dataclass(slots=True)
class _Tried:
    tries: int = 0
    until: float = 0.0


class PasswordTries:
    """Counts the tries of each user since the last one that was right."""

    def __init__(self, clock: Clock, *, limit: int = _LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._tried: dict[str, _Tried] = {}

    def begin(self, user_id: str) -> bool:
        """Whether a user's password may be tried now. It counts before it is looked at: many at
        once are many.
        """
        tried = self._tried.pop(user_id, None) or _Tried()
        while len(self._tried) >= self._limit:
            del self._tried[next(iter(self._tried))]
        self._tried[user_id] = tried
        now = self._clock.now()
        if now < tried.until:
            return False
        tried.tries += 1
        if tried.tries % _FREE == 0:
            doublings = min(tried.tries // _FREE - 1, 6)
            tried.until = now + min(_FIRST_WAIT * 2**doublings, _LONGEST_WAIT)
        return True

    def succeeded(self, user_id: str) -> None:
        """It was right: what was tried before is forgotten."""
        self._tried.pop(user_id, None)
