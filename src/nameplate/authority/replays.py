"""Assertions that were used: each proves its bearer once (RFC 7523 section 3, ``jti``)."""

from typing import Final

_LIMIT: Final = 10_000


class UsedAssertions:
    """Remembers ids until their assertions are over, in bounded memory.

    Only proven assertions get here, so that nobody but a holder of a key can fill it. When it is
    full of what is still good, nothing more is taken: forgetting one would let it be used again.
    """

    def __init__(self, *, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._until: dict[tuple[str, str], float] = {}

    def use(self, owner: str, token_id: str, *, until: float, now: float) -> bool:
        """Whether this is the first use of an owner's assertion; it is used from now on."""
        key = (owner, token_id)
        if self._until.get(key, now) > now:
            return False
        if len(self._until) >= self._limit:
            self._until = {each: end for each, end in self._until.items() if end > now}
            if len(self._until) >= self._limit:
                return False
        self._until[key] = until
        return True
