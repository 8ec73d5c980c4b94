"""Sign-ins that a browser has begun and not ended: bound to that browser, for a quarter of an hour.

Each is named by a random id in the page's form; the browser is known by a random cookie. Whoever
has only one of the two, such as another site that makes a browser send a form, has nothing.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from nameplate.authority.authorize_request import ResponseMode
from nameplate.authority.clients import Client
from nameplate.authority.device_codes import DeviceCode
from nameplate.core.clock import Clock

LIFETIME: Final = 900
_LIMIT: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """What a client asked for, checked, and kept until the person has signed in."""

    client: Client
    redirect_uri: str
    confidential: bool
    scope: str
    mode: ResponseMode
    state: str | None
    nonce: str | None
    challenge: str
    login_hint: str
    operator_code: DeviceCode | None = None
    """What the operator is asked to approve elsewhere, once they were asked."""


@dataclass(slots=True)
class _Kept:
    browser: bytes
    pending: PendingSignIn
    expires: float


class PendingSignIns:
    """Memory of one process, bounded: the oldest goes when there are too many."""

    def __init__(self, clock: Clock, *, limit: int = _LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._kept: dict[str, _Kept] = {}

    def begin(self, browser: str, pending: PendingSignIn) -> str:
        """Keep a sign-in for a browser; returns the id that its page's form has."""
        while len(self._kept) >= self._limit:
            del self._kept[next(iter(self._kept))]
        name = secrets.token_urlsafe(32)
        self._kept[name] = _Kept(_digest(browser), pending, self._clock.now() + LIFETIME)
        return name

    def find(self, name: str, browser: str) -> PendingSignIn | None:
        """The sign-in of a page that this browser was shown."""
        kept = self._kept.get(name)
        if kept is None or kept.expires <= self._clock.now():
            return None
        return kept.pending if secrets.compare_digest(kept.browser, _digest(browser)) else None

    def replace(self, name: str, pending: PendingSignIn) -> None:
        """Keep what became of it meanwhile."""
        if name in self._kept:
            self._kept[name].pending = pending

    def end(self, name: str) -> None:
        """It is over: its page is good for nothing more."""
        self._kept.pop(name, None)


def new_browser() -> str:
    """A browser's cookie."""
    return secrets.token_urlsafe(32)


def _digest(browser: str) -> bytes:
    return sha256(browser.encode("utf-8", "surrogatepass")).digest()
