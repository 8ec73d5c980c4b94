"""What the record of a refusal keeps of a token and of what was looked at."""

from dataclasses import dataclass

from nameplate.audit.evidence import claims_of, looked_at, of_refusal
from nameplate.core.principal import Principal, PrincipalType


@dataclass(frozen=True, slots=True)
class Policy:
    """Something that a decision looked at."""

    gives: str


def principal(**claims: object) -> Principal:
    return Principal(
        object_id="o",
        app_id="a",
        tenant_id="t",
        type=PrincipalType.SERVICE_PRINCIPAL,
        display_name="web1",
        issuer="i",
        claims=claims,
    )


def test_the_claims_that_explain_are_kept_and_no_other() -> None:
    facts = of_refusal(principal(oid="o", aud="https://v", exp=5, aio="opaque", rh="opaque"), ())
    assert claims_of(facts) == {"aud": "https://v", "exp": 5, "oid": "o"}
    assert looked_at(facts) == []


def test_long_ones_are_cut() -> None:
    facts = of_refusal(principal(roles=["r"] * 500, name="n" * 5_000), [Policy("get")] * 100)
    claims, looked = claims_of(facts), looked_at(facts)
    assert claims is not None
    assert len(claims["roles"]) == 20
    assert len(claims["name"]) == 1_000
    assert looked == [{"gives": "get"}] * 20


def test_what_recorded_nothing_tells_nothing() -> None:
    assert claims_of({}) is None
    assert looked_at({}) is None
    assert claims_of(of_refusal(principal(), ())) is None
