"""Foreign tokens: nothing but a federated credential makes them worth something."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.crypto import base64url
from nameplate.directory.assertions import AssertionFault, AssertionRejected, KeyAssertion
from nameplate.directory.federated_assertions import prove_federated
from nameplate.directory.records import FederatedIdentityCredential
from tests.fakes.assertions import sign_assertion
from tests.fakes.issuer_keys import FakeIssuerKeys
from tests.fakes.keys import signing_key

ISSUER = "https://issuer.example"
SUBJECT = "repo:Contoso/app:ref:refs/heads/main"
AUDIENCE = "api://AzureADTokenExchange"
NOW = 1_700_000_000.0
CLAIMS = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "exp": NOW + 600, "nbf": NOW}
HEADER = {"kid": signing_key(0).kid}


def credential(
    name: str = "main", *, subject: str = SUBJECT, audience: str = AUDIENCE
) -> FederatedIdentityCredential:
    return FederatedIdentityCredential("app", name, ISSUER, subject, (audience,), "", 0.0)


def assertion(header: dict[str, Any] | None = None, **changes: Any) -> KeyAssertion:
    claims = {**CLAIMS, **changes}
    return KeyAssertion.parse(sign_assertion(signing_key(0), claims, header=header or HEADER))


def issuers() -> FakeIssuerKeys:
    found = FakeIssuerKeys()
    found.publish(ISSUER, signing_key(0))
    return found


async def fault(
    given_assertion: KeyAssertion, keys: FakeIssuerKeys | None = None
) -> AssertionFault:
    with pytest.raises(AssertionRejected) as rejected:
        await prove_federated(given_assertion, [credential()], keys or issuers(), now=NOW)
    return rejected.value.fault


async def test_the_credential_that_fits_is_the_one_that_trusts() -> None:
    other = credential("other", audience="api://other")

    found = await prove_federated(assertion(), [other, credential()], issuers(), now=NOW)
    listed = await prove_federated(
        assertion(aud=["x", "api://other"]), [credential(), other], issuers(), now=NOW
    )

    assert (found.name, listed.name) == ("main", "other")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"iss": f"{ISSUER}/"}, AssertionFault.ISSUER),
        ({"iss": ISSUER.upper()}, AssertionFault.ISSUER),
        ({"iss": None}, AssertionFault.ISSUER),
        ({"sub": "repo:contoso/other"}, AssertionFault.SUBJECT),
        ({"sub": SUBJECT.lower()}, AssertionFault.SUBJECT_CASE),
        ({"sub": [SUBJECT]}, AssertionFault.SUBJECT),
        ({"aud": AUDIENCE.lower()}, AssertionFault.AUDIENCE),
        ({"aud": None}, AssertionFault.AUDIENCE),
        ({"aud": [{}]}, AssertionFault.AUDIENCE),
        ({"exp": NOW - 301}, AssertionFault.TIME),
        ({"nbf": NOW + 301}, AssertionFault.TIME),
        ({"exp": "soon"}, AssertionFault.MALFORMED),
    ],
)
async def test_everything_is_compared_to_the_letter(
    changes: dict[str, Any], found: AssertionFault
) -> None:
    assert await fault(assertion(**changes)) == found


async def test_an_issuer_that_nobody_trusts_is_never_asked() -> None:
    keys = issuers()

    await fault(assertion(iss="https://elsewhere.example"), keys)
    await fault(assertion(sub="x"), keys)
    await fault(assertion(aud="x"), keys)

    assert keys.asked == []


async def test_the_key_is_the_issuers_by_its_id() -> None:
    keys = issuers()
    keys.held[ISSUER, signing_key(0).kid] = signing_key(1).public_jwk()

    assert await fault(assertion(), keys) == AssertionFault.SIGNATURE
    assert await fault(assertion({"kid": "other"})) == AssertionFault.KEY_NOT_FOUND
    assert await fault(assertion({"kid": ""})) == AssertionFault.NO_KEY_NAMED
    assert await fault(assertion({"x5t": "a"})) == AssertionFault.NO_KEY_NAMED


async def test_a_symmetric_or_broken_key_verifies_nothing() -> None:
    keys = issuers()
    for jwk in ({"kty": "oct", "k": "AAAA"}, {"kty": "RSA"}, {}):
        keys.held[ISSUER, signing_key(0).kid] = jwk
        assert await fault(assertion(), keys) == AssertionFault.ALGORITHM


async def test_an_issuer_that_is_down_is_said() -> None:
    keys = issuers()
    keys.down = "it answered 503."

    assert await fault(assertion(), keys) == AssertionFault.UNREACHABLE


CLAIM = st.one_of(st.none(), st.text(max_size=8), st.integers(-9, 9), st.lists(st.text(max_size=4)))


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({"iss": CLAIM, "sub": CLAIM, "aud": CLAIM}))
async def test_whatever_else_it_says_nobody_trusts_it(claims: dict[str, Any]) -> None:
    parts = ({"alg": "RS256", **HEADER}, {**CLAIMS, **claims})
    encoded = [base64url.encode(orjson.dumps(part)) for part in parts]

    await fault(KeyAssertion.parse(".".join((*encoded, "AA"))))
