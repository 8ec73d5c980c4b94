"""Assertions that prove a key: RFC 7523 section 3, with what Entra's clients really send.

The key is named by ``x5t`` or ``x5t#S256``, padded or not; times may have a fraction. Pure: what is
compared is handed in.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any, Final

from nameplate.crypto.certificates import same_thumbprint
from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken
from nameplate.crypto.verification import (
    AlgorithmNotAllowedError,
    BadSignatureError,
    VerificationKey,
)
from nameplate.directory.records import ClientCertificate

SKEW: Final = 300
"""Seconds by which the clock of whoever asserts may differ from ours."""


class AssertionFault(Enum):
    """Why an assertion proves nothing."""

    MALFORMED = auto()
    NO_KEY_NAMED = auto()
    KEY_NOT_FOUND = auto()
    KEY_EXPIRED = auto()
    ALGORITHM = auto()
    SIGNATURE = auto()
    AUDIENCE = auto()
    TIME = auto()
    ISSUER = auto()
    SUBJECT = auto()
    SUBJECT_CASE = auto()
    UNREACHABLE = auto()


class AssertionRejected(Exception):
    """An assertion that proves nothing. It never carries the assertion itself."""

    def __init__(
        self,
        fault: AssertionFault,
        *,
        detail: str = "",
        not_before: float = 0.0,
        expires: float = 0.0,
    ) -> None:
        super().__init__(fault.name)
        self.fault = fault
        self.detail = detail
        self.not_before = not_before
        self.expires = expires


@dataclass(frozen=True, slots=True)
class KeyAssertion:
    """An assertion as it came; what it says is unverified."""

    token: UnverifiedToken

    @classmethod
    def parse(cls, text: str) -> "KeyAssertion":
        """Take an assertion apart. Raises AssertionRejected (MALFORMED)."""
        try:
            return cls(UnverifiedToken.parse(text))
        except MalformedTokenError as error:
            raise AssertionRejected(AssertionFault.MALFORMED, detail=str(error)) from None

    @property
    def unverified_issuer(self) -> str:
        return _text(self.token.claims.get("iss"))

    @property
    def unverified_subject(self) -> str:
        return _text(self.token.claims.get("sub"))

    @property
    def unverified_audience(self) -> str:
        """The first of them."""
        audience = self.token.claims.get("aud")
        first = audience[0] if isinstance(audience, list) and audience else audience
        return _text(first)


@dataclass(frozen=True, slots=True)
class ProvenAssertion:
    """What an assertion says, after its signature, times and audience were found good."""

    issuer: str
    subject: str
    token_id: str
    """``jti``; empty when there is none."""
    expires: float
    key_id: str
    """The credential that proved it."""


def prove(
    assertion: KeyAssertion,
    certificates: Sequence[ClientCertificate],
    *,
    audiences: Collection[str],
    now: float,
) -> ProvenAssertion:
    """The assertion, proven by one of its owner's certificates.

    ``audiences`` are in lower case and have no slash at their end.
    """
    certificate = _named(assertion.token.header, certificates)
    if certificate.expires <= now:
        raise AssertionRejected(AssertionFault.KEY_EXPIRED, detail=certificate.thumbprint_sha1)
    try:
        claims = _key_of(certificate.certificate).verify(assertion.token)
    except AlgorithmNotAllowedError as error:
        raise AssertionRejected(AssertionFault.ALGORITHM, detail=str(error)) from None
    except BadSignatureError:
        detail = certificate.thumbprint_sha1
        raise AssertionRejected(AssertionFault.SIGNATURE, detail=detail) from None
    expires = check_times(claims, now)
    if not _audiences_of(claims) & set(audiences):
        raise AssertionRejected(AssertionFault.AUDIENCE)
    return ProvenAssertion(
        issuer=assertion.unverified_issuer,
        subject=assertion.unverified_subject,
        token_id=_text(claims.get("jti")),
        expires=expires,
        key_id=certificate.key_id,
    )


def _named(header: Any, certificates: Sequence[ClientCertificate]) -> ClientCertificate:
    """The certificate that a header names by a thumbprint; ``kid`` may hold one too."""
    named = [header[name] for name in ("x5t#S256", "x5t", "kid") if name in header]
    if not named:
        raise AssertionRejected(AssertionFault.NO_KEY_NAMED)
    for certificate in certificates:
        known = (certificate.thumbprint_sha256, certificate.thumbprint_sha1)
        if any(same_thumbprint(given, thumbprint) for given in named for thumbprint in known):
            return certificate
    raise AssertionRejected(AssertionFault.KEY_NOT_FOUND, detail=_text(named[0])[:64])


def check_times(claims: Any, now: float) -> float:
    """When claims end, if that is to come and they have begun. Raises AssertionRejected."""
    expires, begins = _moment(claims.get("exp")), _moment(claims.get("nbf", 0))
    if expires is None or begins is None:
        raise AssertionRejected(AssertionFault.MALFORMED, detail="exp and nbf are numbers")
    if expires + SKEW <= now or begins - SKEW > now:
        raise AssertionRejected(AssertionFault.TIME, not_before=begins, expires=expires)
    return expires


def _moment(value: Any) -> float | None:
    """A NumericDate (RFC 7519 section 2), which may have a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(float(value), _FAR_FUTURE)


def _audiences_of(claims: Any) -> set[str]:
    audience = claims.get("aud")
    every = audience if isinstance(audience, list) else [audience]
    return {each.lower().rstrip("/") for each in every if isinstance(each, str)}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=512)
def _key_of(certificate: bytes) -> VerificationKey:
    """Reading a certificate costs more than verifying with it."""
    return VerificationKey.from_certificate(certificate)


_FAR_FUTURE: Final = 253_402_300_799.0
"""The last second that a date can name."""
