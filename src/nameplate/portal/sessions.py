"""Who is signed in to the portal: sessions in memory, found by the hash of their cookie.

A session ends by signing out, when nobody used it for a while, when it is old, and with the
process. Its id is new at each sign-in, whatever cookie the browser came with.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue

IDLE: Final = 2 * 3600
LONGEST: Final = 12 * 3600
_LIMIT: Final = 10_000
_FLASHES: Final = 8


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the authority said."""

    object_id: str
    name: str
    user_name: str


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token for one of the APIs."""

    text: SecretValue
    expires: float


@dataclass(frozen=True, slots=True)
class Flash:
    """A sentence for the next page: ``done``, ``note`` or ``failed``."""

    kind: str
    text: str


@dataclass(slots=True)
class Session:
    """One person in one browser."""

    person: Person
    refresh: SecretValue
    started: float
    seen: float
    key: bytes = field(repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    flashes: list[Flash] = field(default_factory=list)
    operator: tuple[float, bool] | None = None
    """When it was last asked whether this is an operator, and whether it is."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    """Held while tokens are asked for: a refresh token is good once."""

    def flash(self, kind: str, text: str) -> None:
        """Leave a sentence for the next page; the oldest goes when there are too many."""
        self.flashes = [*self.flashes, Flash(kind, text)][-_FLASHES:]

    def take_flashes(self) -> list[Flash]:
        """What was left for this page."""
        taken, self.flashes = self.flashes, []
        return taken


class Sessions:
    """All of them."""

    def __init__(
        self,
        clock: Clock,
        *,
        limit: int = _LIMIT,
        ended: Callable[[Session], None] = lambda _: None,
    ) -> None:
        """``ended`` is told of each session that ends, so that what it left goes too."""
        self._clock = clock
        self._limit = limit
        self._ended = ended
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()

    def begin(self, person: Person, refresh: SecretValue) -> tuple[Session, SecretValue]:
        """A new session and its cookie's value. The one unused longest goes when there are many."""
        self._sweep()
        cookie = SecretValue(secrets.token_urlsafe(32))
        now = self._clock.now()
        session = Session(person, refresh, now, now, _key(cookie.reveal()))
        self._sessions[session.key] = session
        return session, cookie

    def find(self, cookie: str | None, *, touch: bool = True) -> Session | None:
        """The session of a cookie, if it still is one. ``touch``: this is use of it."""
        if not cookie or len(cookie) > 100:
            return None
        session = self._sessions.get(_key(cookie))
        if session is None:
            return None
        now = self._clock.now()
        if now - session.seen > IDLE or now - session.started > LONGEST:
            self.end(session)
            return None
        if touch:
            session.seen = now
            self._sessions.move_to_end(session.key)
        return session

    def lives(self, session: Session) -> bool:
        """Whether a session that was found some time ago still is one; looking is no use of it."""
        now = self._clock.now()
        fresh = now - session.seen <= IDLE and now - session.started <= LONGEST
        return fresh and session.key in self._sessions

    def end(self, session: Session) -> None:
        """Nobody is signed in with it any more; what is under way with it gets no new token."""
        self._sessions.pop(session.key, None)
        session.tokens.clear()
        session.refresh = SecretValue("")
        self._ended(session)

    def _sweep(self) -> None:
        """Who never came back is forgotten: the first in line were used longest ago."""
        while self._sessions:
            first = next(iter(self._sessions.values()))
            if len(self._sessions) < self._limit and self.lives(first):
                return
            self.end(first)


def _key(cookie: str) -> bytes:
    return sha256(cookie.encode("utf-8", "surrogatepass")).digest()
