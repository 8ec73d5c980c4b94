"""The one verifier."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.epoch import FixedEpoch
from nameplate.crypto import base64url
from nameplate.crypto.jws import compact
from nameplate.tokens.claims import TokenTimes, claims_for
from nameplate.tokens.key_ring import KeyRing
from nameplate.tokens.verifier import Rejection, TokenRejected, Verifier
from tests.fakes.clock import FakeClock
from tests.fakes.key_ring import key_ring, ready_records
from tests.fakes.keys import signing_key
from tests.tokens.test_claims import IDENTITY, TENANT

VAULT = "https://vault.contoso.test"
AUDIENCES = frozenset((VAULT, f"{VAULT}/"))
ISSUER = AZURE_PUBLIC.issuer(TENANT)


async def ready(clock: FakeClock) -> tuple[Verifier, KeyRing]:
    ring = key_ring(clock)
    await ring.ensure()
    return Verifier(ring, clock, (ISSUER, AZURE_PUBLIC.issuer_v2(TENANT))), ring


def claims(clock: FakeClock, **changes: Any) -> dict[str, Any]:
    times = TokenTimes.starting(clock.now(), 3_600)
    made = {**claims_for(IDENTITY, VAULT, times, AZURE_PUBLIC), **changes}
    return {name: value for name, value in made.items() if value is not None}


def token(clock: FakeClock, which: int = 0, **changes: Any) -> str:
    return compact(signing_key(which), claims(clock, **changes))


def rejection(
    verifier: Verifier, text: str, audiences: frozenset[str] = AUDIENCES
) -> TokenRejected:
    with pytest.raises(TokenRejected) as caught:
        verifier.verify(text, audiences)
    assert len(text) < 40 or text not in str(caught.value)
    return caught.value


async def test_a_good_token_becomes_verified_claims() -> None:
    """Twice: the second time from memory."""
    clock = FakeClock()
    verifier, _ = await ready(clock)
    text = token(clock)

    verified = verifier.verify(text, AUDIENCES)

    assert verified is verifier.verify(text, AUDIENCES)
    assert (verified.object_id, verified.app_id) == (IDENTITY.object_id, IDENTITY.app_id)
    assert (verified.tenant_id, verified.issuer, verified.audience) == (TENANT, ISSUER, VAULT)
    assert verified.raw["appidacr"] == "2"


async def test_a_token_of_the_next_key_and_of_version_two_is_good() -> None:
    """Any published key, both issuers; azp is the app."""
    clock = FakeClock()
    verifier, _ = await ready(clock)
    v2 = {"iss": AZURE_PUBLIC.issuer_v2(TENANT), "appid": None, "azp": "the client"}

    assert verifier.verify(token(clock, 1, **v2), AUDIENCES).app_id == "the client"


@pytest.mark.parametrize(
    ("changes", "reason", "found"),
    [
        ({"iss": "https://issuer.test/"}, Rejection.ISSUER, "https://issuer.test/"),
        ({"iss": None}, Rejection.ISSUER, "None"),
        ({"aud": "https://other.test"}, Rejection.AUDIENCE, "https://other.test"),
        ({"exp": 1_790_000_000}, Rejection.EXPIRED, "1790000000"),
        ({"nbf": 1_790_000_001}, Rejection.NOT_YET_VALID, "1790000001"),
        ({"aud": [VAULT]}, Rejection.MALFORMED, "no aud"),
        ({"oid": None}, Rejection.MALFORMED, "no oid"),
        ({"exp": True}, Rejection.MALFORMED, "no exp"),
        ({"nbf": "soon"}, Rejection.MALFORMED, "no nbf"),
    ],
)
async def test_each_wrong_fact_is_named(
    changes: dict[str, Any], reason: Rejection, found: str
) -> None:
    """The wires have different words for each."""
    clock = FakeClock()
    verifier, _ = await ready(clock)

    rejected = rejection(verifier, token(clock, **changes))

    assert (rejected.reason, rejected.found) == (reason, found)


async def test_a_foreign_key_is_unknown_and_a_forged_signature_is_bad() -> None:
    """A key that is not ours under its own name, and under one of ours."""
    clock = FakeClock()
    verifier, _ = await ready(clock)
    head, body, _ = token(clock).split(".")
    foreign = token(clock, 2)
    forged = f"{head}.{body}.{foreign.split('.')[2]}"

    assert rejection(verifier, foreign).reason is Rejection.UNKNOWN_KEY
    assert rejection(verifier, forged).reason is Rejection.SIGNATURE


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS512", "PS256", "ES256"])
async def test_no_other_algorithm_is_accepted(algorithm: str) -> None:
    """With a signature or without, under the kid of a real key."""
    clock = FakeClock()
    verifier, _ = await ready(clock)
    header = {"alg": algorithm, "kid": signing_key(0).kid}
    body = base64url.encode(orjson.dumps(claims(clock)))

    rejected = rejection(verifier, f"{base64url.encode(orjson.dumps(header))}.{body}.")

    assert (rejected.reason, rejected.found) == (Rejection.ALGORITHM, algorithm)


async def test_what_is_remembered_still_expires() -> None:
    """Expiry, audience and clock are looked at each time."""
    clock = FakeClock()
    verifier, _ = await ready(clock)
    text = token(clock)
    verifier.verify(text, AUDIENCES)

    assert rejection(verifier, text, frozenset(("x",))).expected == ("x",)
    clock.set_back(400)
    assert rejection(verifier, text).reason is Rejection.NOT_YET_VALID
    clock.advance(4_000)
    assert rejection(verifier, text).reason is Rejection.EXPIRED
    assert rejection(verifier, text).reason is Rejection.EXPIRED


async def test_whose_a_rejected_token_is_is_told_where_a_key_of_ours_signed_it() -> None:
    clock = FakeClock()
    verifier, _ = await ready(clock)
    text = token(clock)
    forged = f"{text.rpartition('.')[0]}.{'A' * 342}"

    claims = rejection(verifier, text, frozenset(("x",))).claims
    assert claims is not None
    assert claims == verifier.verify(text, AUDIENCES)
    assert rejection(verifier, forged).reason is Rejection.SIGNATURE
    assert rejection(verifier, forged).claims is None
    clock.advance(100_000)
    assert rejection(verifier, text).claims == claims


async def test_a_revoked_key_ends_its_tokens_at_once() -> None:
    """Also those that were verified before."""
    clock = FakeClock()
    verifier, ring = await ready(clock)
    text = token(clock)
    verifier.verify(text, AUDIENCES)

    await ring.revoke(signing_key(0).kid)

    assert rejection(verifier, text).reason is Rejection.UNKNOWN_KEY
    assert rejection(verifier, text).reason is Rejection.UNKNOWN_KEY


async def test_a_revocation_elsewhere_is_followed() -> None:
    """``follow`` learns what another server did."""
    clock, epoch = FakeClock(), FixedEpoch()
    records = ready_records(clock)
    here, there = (key_ring(clock, records=records, epoch=epoch) for _ in range(2))
    await here.ensure()
    await there.ensure()
    verifier = Verifier(here, clock, (ISSUER,))
    text = token(clock)
    verifier.verify(text, AUDIENCES)

    await there.revoke(signing_key(0).kid)
    assert verifier.stale
    await verifier.follow()

    assert rejection(verifier, text).reason is Rejection.UNKNOWN_KEY


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes first, and is verified again when it returns."""
    monkeypatch.setattr("nameplate.tokens.verifier._REMEMBERED", 2)
    clock = FakeClock()
    verifier, _ = await ready(clock)
    texts = [token(clock) for _ in range(3)]
    first = [verifier.verify(text, AUDIENCES) for text in texts]

    assert verifier.verify(texts[2], AUDIENCES) is first[2]
    assert verifier.verify(texts[0], AUDIENCES) is not first[0]


@given(st.text(max_size=120) | st.from_regex(r"[\w-]{1,30}\.[\w-]{1,30}\.[\w-]{0,30}"))
def test_no_text_breaks_the_verifier(text: str) -> None:
    """Anything but a token of ours is rejected with a reason."""
    clock = FakeClock()
    assert rejection(Verifier(key_ring(clock), clock, (ISSUER,)), text).reason in Rejection
