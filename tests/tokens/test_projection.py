"""Projected tokens: a Kubernetes service account's claims, and no access to anything."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.crypto.jws import UnverifiedToken
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.projection import (
    EXCHANGE_AUDIENCE,
    ServiceAccount,
    projected_claims,
    workload_issuer,
)
from nameplate.tokens.verifier import TokenRejected, Verifier
from tests.fakes.clock import FakeClock
from tests.fakes.key_ring import key_ring

TENANT = "7f58e1d4-9f2c-4b06-8f0e-2f8c6a0f3a11"
ISSUER = workload_issuer(AZURE_PUBLIC, TENANT)
ACCOUNT = ServiceAccount("local", "web1")


def test_the_claims_are_a_service_accounts() -> None:
    claims = projected_claims(ACCOUNT, issuer=ISSUER, audience="a", now=10, expires_on=20)

    assert len(claims.pop("jti")) == 36
    assert claims == {
        "aud": ["a"],
        "exp": 20,
        "iat": 10,
        "iss": f"{AZURE_PUBLIC.authority}/{TENANT}/workloads",
        "kubernetes.io": {"namespace": "local", "serviceaccount": {"name": "web1"}},
        "nbf": 10,
        "sub": "system:serviceaccount:local:web1",
    }


@pytest.mark.parametrize(("wanted", "given"), [(600, 600), (10**6, 86_400)])
async def test_the_mint_signs_it_and_bounds_its_life(wanted: int, given: int) -> None:
    clock = FakeClock()
    keys = key_ring(clock)
    await keys.ensure()
    issuer = Issuer(keys, clock, AZURE_PUBLIC)

    made = await issuer.project(ACCOUNT, issuer=ISSUER, lifetime=wanted)

    claims = UnverifiedToken.parse(made.text).claims
    assert made.expires_on == claims["exp"] == int(clock.now()) + given
    assert (made.audience, claims["aud"]) == (EXCHANGE_AUDIENCE, [EXCHANGE_AUDIENCE])
    assert made.text not in repr(made)
    issuers = (AZURE_PUBLIC.issuer(TENANT), AZURE_PUBLIC.issuer_v2(TENANT))
    with pytest.raises(TokenRejected):
        Verifier(keys, clock, issuers).verify(made.text, frozenset((EXCHANGE_AUDIENCE,)))
    issuer.close()
