"""The one mint."""

import asyncio
import threading

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.epoch import FixedEpoch
from nameplate.crypto.jws import UnverifiedToken
from nameplate.tokens.claims import SubjectKind
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.rotation import KeyPolicy
from tests.fakes.clock import FakeClock
from tests.fakes.key_ring import key_ring, ready_records
from tests.tokens.test_claims import IDENTITY, OPERATOR

AUDIENCE = "https://vault.contoso.test/"


async def ready_issuer(clock: FakeClock) -> tuple[Issuer, bytes]:
    ring = key_ring(clock)
    await ring.ensure()
    return Issuer(ring, clock, AZURE_PUBLIC), ring.jwks()


async def test_a_token_verifies_with_another_library_through_the_key_set() -> None:
    """The facts told beside it are those inside it."""
    clock = FakeClock()
    issuer, jwks = await ready_issuer(clock)

    token = await issuer.issue(IDENTITY, AUDIENCE)

    keys = KeySet.import_key_set(orjson.loads(jwks))
    decoded = jwt.decode(token.text, keys, algorithms=["RS256"])
    assert decoded.header["kid"] == decoded.header["x5t"] == token.kid
    assert decoded.claims["aud"] == token.audience == AUDIENCE
    assert decoded.claims["exp"] == token.expires_on == int(clock.now()) + 86_400
    assert decoded.claims["iat"] == token.issued_at == token.not_before == token.expires_on - 86_700
    assert decoded.claims["uti"] == token.uti
    assert token.text not in repr(token)


async def test_each_kind_has_its_lifetime() -> None:
    """An application's exp - iat is 3,900; a shorter life may be asked for, a longer not."""
    clock = FakeClock()
    issuer, _ = await ready_issuer(clock)

    operator = await issuer.issue(OPERATOR, AUDIENCE)
    short = await issuer.issue(OPERATOR, AUDIENCE, lifetime=5)
    long = await issuer.issue(OPERATOR, AUDIENCE, lifetime=10**6)

    assert operator.expires_on - operator.issued_at == 3_900
    assert short.expires_on == int(clock.now()) + 5
    assert long.expires_on == operator.expires_on


async def test_lifetimes_are_a_setting() -> None:
    """A test of somebody's app may shorten them."""
    clock = FakeClock()
    ring = key_ring(clock)
    await ring.ensure()
    issuer = Issuer(ring, clock, AZURE_PUBLIC, lifetimes={SubjectKind.MANAGED_IDENTITY: 60})

    token = await issuer.issue(IDENTITY, AUDIENCE)

    assert token.expires_on == int(clock.now()) + 60


def test_lifetimes_that_outlast_the_keys_are_refused() -> None:
    """At the start, not when a verifier fails."""
    clock = FakeClock()
    ring = key_ring(clock, policy=KeyPolicy(kept_after=3_600))

    with pytest.raises(ValueError, match="retired keys are kept for 3600 s"):
        Issuer(ring, clock, AZURE_PUBLIC)


async def test_signatures_are_made_off_the_loop() -> None:
    """The loop's thread stays free, and the pool goes when it is closed."""
    before = set(threading.enumerate())  # those of other tests' issuers may still be there
    issuer, _ = await ready_issuer(FakeClock())

    tokens = await asyncio.gather(*(issuer.issue(IDENTITY, AUDIENCE) for _ in range(4)))

    assert len({token.text for token in tokens}) == 4
    own = [each for each in threading.enumerate() if each not in before]
    assert any(thread.name.startswith("sign") for thread in own)
    issuer.close()
    left = set(threading.enumerate()) - before
    assert not any(thread.name.startswith("sign") for thread in left)


async def test_a_version_two_token_is_signed_alike() -> None:
    """The version is the resource's to choose."""
    issuer, _ = await ready_issuer(FakeClock())

    token = await issuer.issue(IDENTITY, "api://contoso", version="2.0")

    assert UnverifiedToken.parse(token.text).claims["ver"] == "2.0"


async def test_an_id_token_is_signed_alike_and_no_resource_takes_it() -> None:
    """Its audience is the client."""
    issuer, jwks = await ready_issuer(FakeClock())

    text = await issuer.issue_id_token(OPERATOR, issuer="https://issuer.test", scopes=("openid",))

    keys = KeySet.import_key_set(orjson.loads(jwks))
    claims = jwt.decode(text, keys, algorithms=["RS256"]).claims
    assert (claims["aud"], claims["iss"]) == (OPERATOR.app_id, "https://issuer.test")
    assert claims["exp"] - claims["iat"] == 3_900


async def test_a_key_rotated_by_another_server_signs_here() -> None:
    """The mint follows the epoch."""
    clock, epoch = FakeClock(), FixedEpoch()
    records = ready_records(clock)
    here, there = (key_ring(clock, records=records, epoch=epoch) for _ in range(2))
    await here.ensure()
    issuer = Issuer(here, clock, AZURE_PUBLIC)

    await there.rotate()

    assert (await issuer.issue(IDENTITY, AUDIENCE)).kid == there.active().kid
