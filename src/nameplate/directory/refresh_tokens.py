"""Who stays signed in: refresh tokens, which are used once and replaced (RFC 9700 section 4.14.2).

A client that did not get the answer to its use may use the same one again for a moment. After that
a second use says that two hold it, so that its whole family ends.
"""

import secrets
from dataclasses import replace
from enum import Enum, auto
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.errors import Conflict
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.protocols import RefreshTokenRecords
from nameplate.directory.records import RefreshToken

LIFETIME: Final = 90 * 86_400
"""Unused for that long it expires; each use begins the time anew."""
GRACE: Final = 60
_REMEMBERED: Final = 30 * 86_400
"""How long an expired one is told apart from one that never was."""


class RefreshTokenState(Enum):
    """What a refresh token is worth now."""

    LIVE = auto()
    EXPIRED = auto()
    REVOKED = auto()
    REUSED = auto()
    """Used before, longer ago than the grace: its family has to be revoked."""


class RefreshTokens:
    """Issues, rotates and revokes. Only keyed hashes are kept."""

    def __init__(self, records: RefreshTokenRecords, keyed_hash: KeyedHash, clock: Clock) -> None:
        self._refresh_records = records
        self._keyed_hash = keyed_hash
        self._clock = clock

    def issue_refresh_token(
        self,
        work: UnitOfWork,
        *,
        user_id: str,
        client_id: str,
        tenant_id: str,
        scope: str,
        method: str = "rsa",
        family_id: str = "",
        confidential: bool = False,
    ) -> SecretValue:
        """The first one of a sign-in. Its text is given once, here.

        ``method``: how the person proved who they are; ``family_id``: where it was known before;
        ``confidential``: that the client proved itself.
        """
        text, now = _new_text(), self._clock.now()
        token = RefreshToken(
            digest=self._keyed_hash.digest(text),
            family_id=family_id or str(uuid4()),
            user_id=user_id,
            client_id=client_id,
            tenant_id=tenant_id,
            scope=scope,
            signed_in=now,
            issued=now,
            expires=now + LIFETIME,
            method=method,
            confidential=confidential,
        )
        self._refresh_records.save_refresh_token(work, token)
        return text

    async def refresh_token(self, secret: SecretValue) -> RefreshToken | None:
        """The record of a refresh token, whatever it is worth: see ``refresh_token_state``."""
        return await self._refresh_records.find_refresh_token(self._keyed_hash.digest(secret))

    def refresh_token_state(self, token: RefreshToken) -> RefreshTokenState:
        """What it is worth now."""
        now = self._clock.now()
        if token.revoked is not None:
            return RefreshTokenState.REVOKED
        if token.expired(now):
            return RefreshTokenState.EXPIRED
        if token.used is not None and token.used + GRACE <= now:
            return RefreshTokenState.REUSED
        return RefreshTokenState.LIVE

    def rotate_refresh_token(
        self, work: UnitOfWork, token: RefreshToken, *, client_id: str = ""
    ) -> SecretValue:
        """The next one for a live one. Raises at commit when that was revoked meanwhile.

        Another client of the same family gets one of its own: the first client keeps the one that
        it has.
        """
        client_id = client_id or token.client_id
        text, now = _new_text(), self._clock.now()
        successor = replace(
            token,
            client_id=client_id,
            digest=self._keyed_hash.digest(text),
            issued=now,
            expires=now + LIFETIME,
            used=None,
        )
        spent = client_id == token.client_id
        self._refresh_records.rotate_refresh_token(work, token.digest, successor, spent=spent)
        return text

    def revoke_refresh_family(self, work: UnitOfWork, token: RefreshToken) -> None:
        """End a sign-in: every token that came of it."""
        self._refresh_records.revoke_refresh_family(work, token.family_id, self._clock.now())

    def revoke_sign_in(self, work: UnitOfWork, family_id: str) -> None:
        """End a sign-in by the id of its family."""
        self._refresh_records.revoke_refresh_family(work, family_id, self._clock.now())

    def revoke_refresh_tokens_of(self, work: UnitOfWork, user_id: str) -> None:
        """End every sign-in of a user."""
        self._refresh_records.revoke_refresh_tokens_of(work, user_id, self._clock.now())

    def sweep_refresh_tokens(self, work: UnitOfWork) -> None:
        """Forget what expired a while ago; only for tidiness."""
        before = self._clock.now() - _REMEMBERED
        self._refresh_records.delete_expired_refresh_tokens(work, before)


def revoked_meanwhile() -> Conflict:
    """A token that was live when it was read is not when its successor is written."""
    return Conflict("RefreshTokenRevoked", "The refresh token was revoked meanwhile.")


def _new_text() -> SecretValue:
    return SecretValue(secrets.token_urlsafe(48))
