"""Sign-ins that were begun and not yet finished: what must come back with the browser.

RFC 9700 section 2.1: state is bound to the browser, and the code to its verifier (RFC 7636).
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue

LIFETIME: Final = 900
_LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Pending:
    """One sign-in."""

    next: str
    expires: float
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: SecretValue = field(default_factory=lambda: SecretValue(secrets.token_urlsafe(48)))

    @property
    def challenge(self) -> str:
        """The verifier's challenge, by S256."""
        digest = sha256(self.verifier.reveal().encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class PendingSignIns:
    """Found by a cookie of the browser that began them; each is taken once."""

    def __init__(self, clock: Clock, *, limit: int = _LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._pending: dict[str, Pending] = {}

    def begin(self, next_path: str) -> tuple[Pending, str]:
        """A new one and its cookie's value. The oldest goes when there are too many."""
        while len(self._pending) >= self._limit:
            del self._pending[next(iter(self._pending))]
        begun = Pending(next_path, self._clock.now() + LIFETIME)
        cookie = secrets.token_urlsafe(32)
        self._pending[cookie] = begun
        return begun, cookie

    def take(self, cookie: str | None, state: str | None) -> Pending | None:
        """The sign-in that a browser comes back with, if it is the one that it began."""
        found = self._pending.pop(cookie or "", None)
        if found is None or found.expires <= self._clock.now():
            return None
        given = (state or "").encode("utf-8", "surrogatepass")
        return found if secrets.compare_digest(found.state.encode(), given) else None
