"""The one verifier: only here does a token become ``VerifiedClaims``.

Access tokens are JWTs (RFC 7519) signed by a key of our ring (RFC 7515 section 5.2), RS256 and
nothing else. A token that was verified is remembered; its expiry and its key are looked at each
time, and whoever asks checks that its principal is still there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from nameplate.core.clock import Clock
from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken
from nameplate.tokens.key_ring import KeyRing

_REMEMBERED: Final = 2048
_ALGORITHM: Final = "RS256"


class Rejection(StrEnum):
    """Why a token is refused, in the order in which it is looked at."""

    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    ISSUER = "issuer"
    UNKNOWN_KEY = "unknown key"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    PRINCIPAL = "principal"
    """Good in itself, but whom it names is gone or switched off."""


class TokenRejected(Exception):
    """A token that is not accepted: which fact is wrong, what it is and what it should be.

    ``claims``: what it says, where a key of ours has signed it all the same.
    """

    def __init__(
        self,
        reason: Rejection,
        *,
        found: str | None = None,
        expected: tuple[str, ...] = (),
        claims: "VerifiedClaims | None" = None,
    ) -> None:
        super().__init__(f"token rejected: {reason}")
        self.reason = reason
        self.found = found
        self.expected = expected
        self.claims = claims


@dataclass(frozen=True, slots=True)
class VerifiedClaims:
    """What a verified token says. Built by ``Verifier`` and by nothing else."""

    object_id: str
    app_id: str | None
    tenant_id: str
    issuer: str
    audience: str
    not_before: float
    expires_on: float
    kid: str
    raw: Mapping[str, Any] = field(repr=False)


class Verifier:
    """Verifies tokens of our own. A known token costs two dictionary reads and one of the clock."""

    def __init__(self, keys: KeyRing, clock: Clock, issuers: Collection[str]) -> None:
        """``issuers``: the values of ``iss`` that are accepted (v1.0 and v2.0)."""
        self._keys = keys
        self._clock = clock
        self._issuers = tuple(issuers)
        self._verified: dict[str, VerifiedClaims] = {}

    def verify(self, text: str, audiences: frozenset[str]) -> VerifiedClaims:
        """The claims of a good token for one of the audiences. Raises TokenRejected."""
        claims = self._verified.get(text)
        if claims is None:
            claims = self._remember(text, self._verify(text))
        elif self._keys.find(claims.kid) is None:
            del self._verified[text]
            raise TokenRejected(Rejection.UNKNOWN_KEY, found=claims.kid)
        if claims.audience not in audiences:
            expected = tuple(sorted(audiences))
            raise TokenRejected(
                Rejection.AUDIENCE, found=claims.audience, expected=expected, claims=claims
            )
        now = self._clock.now()
        if claims.expires_on <= now:
            self._verified.pop(text, None)
            raise TokenRejected(Rejection.EXPIRED, found=str(claims.expires_on), claims=claims)
        if claims.not_before > now:
            begins = str(claims.not_before)
            raise TokenRejected(Rejection.NOT_YET_VALID, found=begins, claims=claims)
        return claims

    @property
    def stale(self) -> bool:
        """Whether keys may have changed since they were read: see ``follow``."""
        return self._keys.stale

    async def follow(self) -> None:
        """Learn of keys that another server made or revoked; await it before ``verify``."""
        await self._keys.follow()

    def _verify(self, text: str) -> VerifiedClaims:
        """What is checked once: form, algorithm, issuer, key and signature."""
        try:
            token = UnverifiedToken.parse(text)
        except MalformedTokenError as error:
            raise TokenRejected(Rejection.MALFORMED, found=str(error)) from None
        if token.algorithm != _ALGORITHM:
            found = token.algorithm[:20]
            raise TokenRejected(Rejection.ALGORITHM, found=found, expected=(_ALGORITHM,))
        # looked at before the signature only to say what is wrong with a token of somebody else's
        issuer = token.claims.get("iss")
        if issuer not in self._issuers:
            found = str(issuer)[:200]
            raise TokenRejected(Rejection.ISSUER, found=found, expected=self._issuers)
        kid = token.header.get("kid")
        key = self._keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise TokenRejected(Rejection.UNKNOWN_KEY, found=str(kid)[:100])
        if not key.signed(token.signing_input, token.signature):
            raise TokenRejected(Rejection.SIGNATURE)
        return _read(token.claims, key.kid)

    def _remember(self, text: str, claims: VerifiedClaims) -> VerifiedClaims:
        if len(self._verified) >= _REMEMBERED:
            del self._verified[next(iter(self._verified))]
        self._verified[text] = claims
        return claims


def _read(claims: Mapping[str, Any], kid: str) -> VerifiedClaims:
    """Verified claims as a value. Raises TokenRejected when one that we always write is missing."""
    app_id = claims.get("appid", claims.get("azp"))
    return VerifiedClaims(
        object_id=_text(claims, "oid"),
        app_id=app_id if isinstance(app_id, str) else None,
        tenant_id=_text(claims, "tid"),
        issuer=_text(claims, "iss"),
        audience=_text(claims, "aud"),
        not_before=_time(claims, "nbf"),
        expires_on=_time(claims, "exp"),
        kid=kid,
        raw=claims,
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise TokenRejected(Rejection.MALFORMED, found=f"no {name}")
    return value


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRejected(Rejection.MALFORMED, found=f"no {name}")
    return value
