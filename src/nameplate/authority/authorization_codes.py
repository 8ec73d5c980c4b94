"""Authorization codes: what a browser carries from a sign-in to its client (RFC 6749 section 4.1).

They live in the memory of one process for ten minutes. Each is good once; what was used is
remembered until its time is over, so that a second use is seen for what it is.
"""

import secrets
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue

LIFETIME: Final = 600
_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a code stands for: who signed in with which client, and how the client asked."""

    object_id: str
    client_id: str
    tenant_id: str
    redirect_uri: str
    scope: str
    confidential: bool
    """Whether the client has to prove itself."""
    method: str
    """How the person proved who they are."""
    challenge: str = ""
    """PKCE's, by S256; empty when the client sent none."""
    nonce: str | None = None
    family_id: str = ""
    """Of the refresh tokens that come of it."""


class CodeState(Enum):
    """What a code is worth."""

    LIVE = auto()
    USED = auto()
    EXPIRED = auto()
    UNKNOWN = auto()


@dataclass(slots=True)
class _Kept:
    signed_in: SignedIn
    expires: float
    used: bool = False


class AuthorizationCodes:
    """The codes that are on their way. Found by their hash: no text is kept."""

    def __init__(self, clock: Clock, *, limit: int = _LIMIT) -> None:
        self._clock = clock
        self._limit = limit
        self._kept: dict[bytes, _Kept] = {}

    def issue(self, signed_in: SignedIn, *, lifetime: float = LIFETIME) -> SecretValue:
        """A new code. The oldest one goes when there are too many."""
        while len(self._kept) >= self._limit:
            del self._kept[next(iter(self._kept))]
        text = SecretValue(secrets.token_urlsafe(48))
        self._kept[_digest(text)] = _Kept(signed_in, self._clock.now() + lifetime)
        return text

    def peek(self, code: SecretValue) -> SignedIn | None:
        """What a code stands for, whatever it is worth; it stays as it is."""
        kept = self._kept.get(_digest(code))
        return None if kept is None else kept.signed_in

    def redeem(self, code: SecretValue) -> tuple[CodeState, SignedIn | None]:
        """Use a code up."""
        kept = self._kept.get(_digest(code))
        if kept is None:
            return CodeState.UNKNOWN, None
        if kept.expires <= self._clock.now():
            return CodeState.EXPIRED, kept.signed_in
        if kept.used:
            return CodeState.USED, kept.signed_in
        kept.used = True
        return CodeState.LIVE, kept.signed_in


def new_family() -> str:
    """The id of a sign-in that begins."""
    return str(uuid4())


def _digest(code: SecretValue) -> bytes:
    return sha256(code.reveal().encode("utf-8", "surrogatepass")).digest()
