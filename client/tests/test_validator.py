"""Tokens that count and tokens that do not; every refusal has its reason."""

import base64
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from client.tests.issuers import AUDIENCE, Issuer, issuing
from client.tests.tokens import Signer, keys_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nameplate_client.receiving import (
    InsufficientScope,
    InvalidToken,
    KeysUnavailable,
    Refused,
    TokenValidator,
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


def test_a_good_token(shared: Issuer) -> None:
    claims = shared.validator().validate(shared.token(scp="a b"), roles="Orders.Read")

    assert (claims.issuer, claims.audience) == (shared.url, AUDIENCE)
    assert (claims.object_id, claims.app_id, claims.tenant_id) == ("oid-1", "app-1", "t")
    assert (sorted(claims.roles), sorted(claims.scopes)) == (["Orders.Read"], ["a", "b"])
    assert claims.raw["ver"] == "1.0"


def test_a_token_of_version_2(shared: Issuer) -> None:
    token = shared.token(appid=None, azp="app-2", aud="0f1e", ver="2.0", roles=None)

    claims = shared.validator(audiences=[AUDIENCE, "0f1e"]).validate(token)

    assert (claims.app_id, claims.audience, claims.roles) == ("app-2", "0f1e", frozenset())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"aud": "api://other"}, "for another audience"),
        ({"aud": None}, "has no aud"),
        ({"aud": 7}, "for another audience"),
        ({"aud": []}, "has no aud"),
        ({"iss": "https://sts.windows.net/other/"}, "an issuer that is not trusted"),
        ({"iss": None}, "an issuer that is not trusted"),
        ({"iss": ["a"]}, "an issuer that is not trusted"),
        ({"exp": None}, "has no exp"),
        ({"exp": True}, "exp is no time"),
        ({"exp": "4000000000"}, "exp is no time"),
        ({"exp": float("inf")}, "exp is no time"),
        ({"exp": float("nan")}, "exp is no time"),
        ({"exp": 10**400}, "exp is no time"),
        ({"nbf": "soon"}, "nbf is no time"),
    ],
)
def test_claims_that_do_not_count(shared: Issuer, changed: dict[str, Any], words: str) -> None:
    token = shared.token(**changed)

    with pytest.raises(InvalidToken) as refused:
        shared.validator().validate(token)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"exp": -61}, "has expired"), ({"exp": -60}, "has expired"), ({"nbf": 61}, "not valid yet")],
)
def test_times_beyond_the_skew(shared: Issuer, changed: dict[str, int], words: str) -> None:
    token = shared.token(**{name: shared.now + value for name, value in changed.items()})

    with pytest.raises(InvalidToken, match=words):
        shared.validator().validate(token)


def test_times_within_the_skew(shared: Issuer) -> None:
    shared.validator().validate(shared.token(exp=shared.now - 59, nbf=shared.now + 60))
    strict = shared.validator(clock_skew=0)
    with pytest.raises(InvalidToken, match="expired"):
        strict.validate(shared.token(exp=shared.now))


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def test_signatures_and_headers_that_do_not_count(shared: Issuer) -> None:
    validator = shared.validator()
    good = shared.token()
    _, claims, signature = good.split(".")
    stranger = Signer("key-0", 9)
    spoilt = {
        "another key's": stranger.sign(shared.claims()),
        "unsigned": f"{part({'alg': 'none', 'kid': 'key-0'})}.{claims}.",
        "hashed": f"{part({'alg': 'HS256', 'kid': 'key-0'})}.{claims}.{signature}",
        "another algorithm": Signer().sign(shared.claims(), alg="RS384"),
        "no key": f"{part({'alg': 'RS256'})}.{claims}.{signature}",
        "an odd key": f"{part({'alg': 'RS256', 'kid': 7})}.{claims}.{signature}",
        "critical": Signer().sign(shared.claims(), crit=["b64"], b64=True),
        "another kind": Signer().sign(shared.claims(), typ="logout+jwt"),
        "changed": good.replace(claims, part(shared.claims(roles=["Orders.All"]))),
        "cut": good[:-8],
        "no token": "a.b.c",
        "nothing": "",
        "long": good + "A" * 40_000,
        "two parts": good.rpartition(".")[0],
    }
    for name, token in spoilt.items():
        with pytest.raises(InvalidToken):
            pytest.fail(f"{name} was believed: {validator.validate(token)}")


@given(st.text(max_size=200))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_is_believed(shared: Issuer, text: str) -> None:
    with pytest.raises(InvalidToken):
        shared.validator().validate(text)


def test_roles_scopes_and_lists(shared: Issuer) -> None:
    validator = shared.validator(required_roles=["Orders.Read"], allowed_object_ids=["OID-1"])
    validator.validate(shared.token())
    with pytest.raises(InsufficientScope, match=r"lacks the roles Orders\.Admin, Orders\.Write\."):
        validator.validate(shared.token(), roles=["Orders.Write", "Orders.Admin"])
    with pytest.raises(InsufficientScope, match=r"lacks the role Orders\.Read"):
        validator.validate(shared.token(roles=None))
    with pytest.raises(InsufficientScope, match=r"lacks the role Orders\.Read"):
        validator.validate(shared.token(roles="Orders.Read"))
    for stranger in ("oid-2", None):
        with pytest.raises(InsufficientScope, match="not on the list"):
            validator.validate(shared.token(oid=stranger))
    with pytest.raises(InsufficientScope, match="lacks the scope write") as refused:
        shared.validator(required_scopes="read").validate(shared.token(scp="read"), scopes="write")
    assert refused.value.scope == "read write"


def test_keys_are_asked_for_once(issuer: Issuer) -> None:
    validator = issuer.validator()

    for _ in range(5):
        validator.validate(issuer.token())

    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


def test_rotation_is_seen_at_once_and_unknown_keys_once_a_minute(issuer: Issuer) -> None:
    validator = issuer.validator()
    validator.validate(issuer.token())
    new = Signer("key-1", 1)
    issuer.shown = (Signer(), new)

    validator.validate(issuer.token(new))
    validator.validate(issuer.token())
    assert issuer.fetches == 2

    for _ in range(5):
        with pytest.raises(InvalidToken, match="key that its issuer does not have"):
            validator.validate(issuer.token(Signer("key-2", 2)))
    assert issuer.fetches == 2
    issuer.now += 60
    issuer.shown = (new, Signer("key-2", 2))
    validator.validate(issuer.token(Signer("key-2", 2)))
    assert issuer.fetches == 3
    with pytest.raises(InvalidToken):
        validator.validate(issuer.token())


def test_a_revoked_key_ends_at_half_the_age_of_keys(issuer: Issuer) -> None:
    validator = issuer.validator(max_key_age=1_000)
    validator.validate(issuer.token())
    issuer.shown = (Signer("key-1", 1),)
    issuer.now += 500

    with pytest.raises(InvalidToken):
        validator.validate(issuer.token())


def test_an_outage_is_bridged_while_keys_are_good_and_then_nothing_is_believed(
    issuer: Issuer,
) -> None:
    validator = issuer.validator(max_key_age=1_000)
    validator.validate(issuer.token())
    issuer.status = 500
    issuer.now += 600

    validator.validate(issuer.token())
    validator.validate(issuer.token())
    assert len(issuer.asked) == 3, "one try, then a minute's rest"
    issuer.now += 400
    for _ in range(3):
        with pytest.raises(KeysUnavailable):
            validator.validate(issuer.token())
    assert len(issuer.asked) == 4, "one try, then five seconds' rest"

    issuer.status = 200
    issuer.now += 5
    validator.validate(issuer.token())


@pytest.mark.parametrize(
    "change",
    [
        {"status": 404},
        {"status": 302},
        {"changes": {"issuer": "https://another.example"}},
        {"changes": {"jwks_uri": "http://keys.example/keys"}},
        {"changes": {"jwks_uri": None}},
        {"keys": b"<html>"},
        {"keys": b"[]"},
        {"keys": b'{"keys": {}}'},
        {"keys": b'{"keys": [7, {"kty": "oct", "k": "AAAA", "kid": "key-0"}]}'},
        {"keys": b'{"keys": [{"kty": "RSA", "kid": "key-0", "n": "!", "e": "AQAB"}]}'},
        {"keys": b'{"keys": [{"kty": "RSA", "kid": "key-0", "use": "enc"}]}'},
        {"keys": b"[" * 100_000},
        {"keys": b" " * (1 << 20) + b"{}"},
    ],
)
def test_an_issuer_that_shows_no_keys(issuer: Issuer, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(issuer, name, value)

    with pytest.raises(KeysUnavailable):
        issuer.validator().validate(issuer.token())


async def test_asyncio_leaves_the_loop_only_to_ask(issuer: Issuer) -> None:
    validator = issuer.validator()
    token = issuer.token()
    assert validator._would_ask(token)

    assert (await validator.validate_async(token)).object_id == "oid-1"

    assert not validator._would_ask(token)
    assert not validator._would_ask("x")
    assert (await validator.validate_async(token)).object_id == "oid-1"
    with pytest.raises(InvalidToken):
        await validator.validate_async("x")


def test_a_tenant_has_two_issuers(issuer: Issuer) -> None:
    validator = TokenValidator.for_tenant(
        *("t1",),
        audiences=AUDIENCE,
        authority=issuer.url,
        issuer_v1=f"{issuer.url}/v1",
        clock=issuer,
    )
    issuer.changes = {"issuer": f"{issuer.url}/v1/t1/"}
    validator.validate(issuer.token(iss=f"{issuer.url}/v1/t1/"))
    issuer.changes = {"issuer": f"{issuer.url}/t1/v2.0"}
    validator.validate(issuer.token(iss=f"{issuer.url}/t1/v2.0"))

    assert issuer.asked[::2] == [
        "/t1/.well-known/openid-configuration",
        "/t1/v2.0/.well-known/openid-configuration",
    ]
    with pytest.raises(Refused, match="not trusted"):
        validator.validate(issuer.token(iss=f"{issuer.url}/t2/v2.0"))


@pytest.mark.parametrize(
    "options",
    [
        {"issuer": "http://login.example/t"},
        {"issuer": {}},
        {"issuer": {"https://a.example": "http://a.example"}},
        {"audiences": []},
        {"audiences": ""},
        {"algorithms": ["HS256"]},
        {"algorithms": ["none"]},
        {"algorithms": []},
        {"clock_skew": -1},
        {"clock_skew": 3_600},
    ],
)
def test_a_careless_configuration_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        TokenValidator(**{"issuer": "https://login.example/t", "audiences": "a", **options})


HOME = "6a1b2c3d-0000-4000-8000-00000000000a"
PARTNER = "6a1b2c3d-0000-4000-8000-00000000000b"
STRANGER = "6a1b2c3d-0000-4000-8000-00000000000c"


def many(issuer: Issuer, *tenants: str, **options: Any) -> TokenValidator:
    """A validator for several tenants of an issuer that is many tenants'."""
    issuer.changes["issuer"] = f"{issuer.url}/{{tenantid}}/v2.0"
    url = f"{issuer.url}/common/v2.0/.well-known/openid-configuration"
    given = {"issuer": {issuer.changes["issuer"]: url}, "audiences": AUDIENCE, **options}
    return TokenValidator(tenants=tenants or (HOME, PARTNER), clock=issuer, **given)


def of(issuer: Issuer, tenant: str, **changed: Any) -> str:
    return issuer.token(**{"iss": f"{issuer.url}/{tenant}/v2.0", "tid": tenant, **changed})


def test_only_tenants_on_the_list_come_in(issuer: Issuer) -> None:
    validator = many(issuer, HOME.upper(), PARTNER)

    for tenant in (HOME, PARTNER):
        assert validator.validate(of(issuer, tenant)).tenant_id == tenant
    assert issuer.fetches == 1, "the keys are all tenants'"
    with pytest.raises(InvalidToken, match="an issuer that is not trusted"):
        validator.validate(of(issuer, STRANGER))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "{url}/{tenantid}/v2.0"},
        {"iss": "{url}/common/v2.0"},
        {"iss": "{url}//v2.0", "tid": ""},
        {"tid": PARTNER},
        {"tid": None},
    ],
)
def test_a_tenant_is_never_taken_from_the_token(issuer: Issuer, changed: dict[str, Any]) -> None:
    told = {
        name: text.replace("{url}", issuer.url) if isinstance(text, str) else text
        for name, text in changed.items()
    }
    with pytest.raises(InvalidToken, match=r"issuer"):
        many(issuer).validate(of(issuer, HOME, **told))


def test_a_key_that_is_one_tenants_signs_for_it_alone(issuer: Issuer) -> None:
    document = json.loads(keys_document(*issuer.shown))
    for named, accepted in (
        (f"{issuer.url}/{{tenantid}}/v2.0", {HOME, PARTNER}),
        (f"{issuer.url}/{PARTNER}/v2.0", {PARTNER}),
        (f"{issuer.url}/{STRANGER}/v2.0", set()),
    ):
        document["keys"][0]["issuer"] = named
        issuer.keys = json.dumps(document).encode()
        validator, found = many(issuer), set()
        for tenant in (HOME, PARTNER):
            with contextlib.suppress(InvalidToken):
                validator.validate(of(issuer, tenant))
                found.add(tenant)
        assert found == accepted


@pytest.mark.parametrize(
    ("issuers", "tenants"),
    [
        ({"https://a.example/{tenantid}/": "https://a.example/k"}, ()),
        ({"https://a.example/": "https://a.example/k"}, (HOME,)),
        ({"https://a.example/{tenantid}/": "https://a.example/k"}, ("common",)),
        ({"https://a.example/{tenantid}/": "https://a.example/k"}, ("*",)),
        ({"https://a.example/{tenantid}/": "https://a.example/k"}, ("contoso.example",)),
    ],
)
def test_a_list_of_tenants_is_explicit(issuers: dict[str, str], tenants: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"tenant"):
        TokenValidator(issuer=issuers, audiences=AUDIENCE, tenants=tenants)


def test_entras_names_for_all_tenants() -> None:
    validator = TokenValidator.for_tenants(HOME, audiences=AUDIENCE)
    token = Signer().sign({"iss": f"https://sts.windows.net/{STRANGER}/", "aud": AUDIENCE})
    with pytest.raises(InvalidToken, match="not trusted"):
        validator.validate(token)
    with pytest.raises(ValueError, match=r"tenants=\["):
        TokenValidator.for_tenants([], audiences=AUDIENCE)
