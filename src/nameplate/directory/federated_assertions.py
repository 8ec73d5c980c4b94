"""Tokens of other issuers that stand for an application, by its federated credentials.

The credential alone is the trust: an issuer that none of the application's names is never asked
for anything. Issuer, subject and audience are compared to the letter. Pure but for the keys.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import orjson

from nameplate.crypto.verification import (
    AlgorithmNotAllowedError,
    BadSignatureError,
    UnsuitableKeyError,
    VerificationKey,
)
from nameplate.directory.assertions import (
    AssertionFault,
    AssertionRejected,
    KeyAssertion,
    check_times,
)
from nameplate.directory.records import FederatedIdentityCredential


class IssuerUnavailable(Exception):
    """An issuer's keys cannot be had; the text says why, and nothing that is secret."""


class IssuerKeys(Protocol):
    """The public keys of issuers."""

    async def key(self, issuer: str, key_id: str) -> Mapping[str, Any] | None:
        """The JWK (RFC 7517) of that id, if the issuer has one. Raises IssuerUnavailable."""
        ...


async def prove_federated(
    assertion: KeyAssertion,
    credentials: Sequence[FederatedIdentityCredential],
    issuers: IssuerKeys,
    *,
    now: float,
) -> FederatedIdentityCredential:
    """The credential that trusts an assertion, its signature and times found good.

    Raises AssertionRejected with the first of issuer, subject and audience that no credential has.
    """
    credential = _trusting(assertion, credentials)
    token = assertion.token
    key_id = token.header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise AssertionRejected(AssertionFault.NO_KEY_NAMED)
    try:
        found = await issuers.key(credential.issuer, key_id)
    except IssuerUnavailable as problem:
        raise AssertionRejected(AssertionFault.UNREACHABLE, detail=str(problem)) from None
    if found is None:
        raise AssertionRejected(AssertionFault.KEY_NOT_FOUND, detail=key_id[:100])
    try:
        claims = _key_of(orjson.dumps(dict(found))).verify(token)
    except (AlgorithmNotAllowedError, UnsuitableKeyError) as error:
        raise AssertionRejected(AssertionFault.ALGORITHM, detail=str(error)) from None
    except BadSignatureError:
        raise AssertionRejected(AssertionFault.SIGNATURE, detail=key_id[:100]) from None
    check_times(claims, now)
    return credential


def _trusting(
    assertion: KeyAssertion, credentials: Sequence[FederatedIdentityCredential]
) -> FederatedIdentityCredential:
    subject = assertion.unverified_subject
    of_issuer = [each for each in credentials if each.issuer == assertion.unverified_issuer]
    if not of_issuer:
        raise AssertionRejected(AssertionFault.ISSUER)
    of_subject = [each for each in of_issuer if each.subject == subject]
    if not of_subject:
        other_case = any(each.subject.lower() == subject.lower() for each in of_issuer)
        fault = AssertionFault.SUBJECT_CASE if other_case else AssertionFault.SUBJECT
        raise AssertionRejected(fault)
    given = assertion.token.claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    for credential in of_subject:
        if any(audience in credential.audiences for audience in audiences):
            return credential
    raise AssertionRejected(AssertionFault.AUDIENCE)


@lru_cache(maxsize=128)
def _key_of(jwk: bytes) -> VerificationKey:
    """Reading a key costs more than verifying with it."""
    return VerificationKey.from_jwk(orjson.loads(jwk))
