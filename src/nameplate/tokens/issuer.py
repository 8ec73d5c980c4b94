"""The one mint: every token of the house is issued here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.tokens import shortening
from nameplate.tokens.claims import (
    SKEW,
    SubjectKind,
    TokenSubject,
    TokenTimes,
    TokenVersion,
    claims_for,
)
from nameplate.tokens.id_claims import id_claims_for
from nameplate.tokens.key_ring import KeyRing
from nameplate.tokens.projection import (
    EXCHANGE_AUDIENCE,
    ProjectedToken,
    ServiceAccount,
    projected_claims,
)
from nameplate.tokens.signers import Signers

LIFETIMES: Final[Mapping[SubjectKind, int]] = MappingProxyType(
    {
        SubjectKind.MANAGED_IDENTITY: 86_400,
        SubjectKind.APPLICATION: 3_600,
        SubjectKind.USER: 3_600,
    }
)
"""Seconds from issue to expiry. ``exp - iat`` is five minutes more: 86,700 and 3,900."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A signed token and the facts that are told beside it."""

    text: str = field(repr=False)
    audience: str
    not_before: int
    issued_at: int
    expires_on: int
    kid: str
    uti: str


class Issuer:
    """Issues tokens. Signatures are made in a small pool of threads, off the loop:
    made inline, each would hold up every cached answer behind it.
    """

    def __init__(
        self,
        keys: KeyRing,
        clock: Clock,
        cloud: Cloud,
        *,
        lifetimes: Mapping[SubjectKind, int] = LIFETIMES,
        signers: int = 2,
    ) -> None:
        """Raise ValueError when a key of the ring could be forgotten before its last token."""
        self._keys = keys
        self._clock = clock
        self._cloud = cloud
        self._lifetimes = {**LIFETIMES, **lifetimes}
        keys.policy.check_outlasts(max(self._lifetimes.values()) + SKEW)
        self._signers = Signers(signers)

    async def issue(
        self,
        subject: TokenSubject,
        audience: str,
        *,
        lifetime: int | None = None,
        version: TokenVersion = "1.0",
        named: str | None = None,
    ) -> IssuedToken:
        """Issue a token for an audience, spelled as it was asked for.

        ``lifetime``: seconds from now, at most the kind's own; ``None`` is the kind's own.
        ``named``: what the token calls its audience, where that is something else.
        """
        await self._keys.follow()
        key = self._keys.active()
        times = TokenTimes.starting(self._clock.now(), self._lifetime(subject.kind, lifetime))
        claims = claims_for(subject, named or audience, times, self._cloud, version=version)
        return IssuedToken(
            text=await self._signers.sign(key, claims),
            audience=audience,
            not_before=times.not_before,
            issued_at=times.issued_at,
            expires_on=times.expires_on,
            kid=key.kid,
            uti=claims["uti"],
        )

    async def issue_id_token(
        self,
        subject: TokenSubject,
        *,
        issuer: str,
        scopes: Collection[str],
        nonce: str | None = None,
    ) -> str:
        """Issue an ID token: no resource takes it, it tells the client who signed in.

        ``issuer`` is that of the discovery document which the client reads.
        """
        await self._keys.follow()
        times = TokenTimes.starting(self._clock.now(), self._lifetimes[subject.kind])
        claims = id_claims_for(
            subject, times, self._cloud, issuer=issuer, scopes=scopes, nonce=nonce
        )
        return await self._signers.sign(self._keys.active(), claims)

    async def project(
        self, account: ServiceAccount, *, issuer: str, lifetime: int
    ) -> ProjectedToken:
        """Issue a token that a process exchanges for another: no resource here takes it.

        ``lifetime``: seconds from now, at most a managed identity's.
        """
        await self._keys.follow()
        now = int(self._clock.now())
        expires_on = now + self._lifetime(SubjectKind.MANAGED_IDENTITY, lifetime)
        audience = EXCHANGE_AUDIENCE
        claims = projected_claims(
            account, issuer=issuer, audience=audience, now=now, expires_on=expires_on
        )
        text = await self._signers.sign(self._keys.active(), claims)
        return ProjectedToken(text, issuer, account.subject, audience, expires_on)

    def close(self) -> None:
        """Let the threads go; what is being signed is finished first."""
        self._signers.close()

    def _lifetime(self, kind: SubjectKind, wanted: int | None) -> int:
        own = self._lifetimes[kind]
        limits = (own, wanted, shortening.limit())
        return min(limit for limit in limits if limit is not None)
