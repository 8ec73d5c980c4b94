"""The claims of ID tokens."""

from dataclasses import replace

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.tokens.claims import claims_for
from nameplate.tokens.id_claims import id_claims_for
from tests.tokens.test_claims import IDENTITY, OPERATOR, TENANT, TIMES

ISSUER = AZURE_PUBLIC.issuer_v2(TENANT)


def test_an_id_token_says_what_entras_says() -> None:
    """Names and order; the audience is the client."""
    claims = id_claims_for(
        OPERATOR, TIMES, AZURE_PUBLIC, issuer=ISSUER, scopes=("openid", "profile"), nonce="n-1"
    )
    opaque = {name: claims.pop(name) for name in ("aio", "rh", "sub", "uti")}
    assert all(isinstance(value, str) for value in opaque.values())
    assert list(claims.items()) == [
        ("aud", OPERATOR.app_id),
        ("iss", ISSUER),
        ("iat", TIMES.issued_at),
        ("nbf", TIMES.not_before),
        ("exp", TIMES.expires_on),
        ("name", "Operator"),
        ("oid", OPERATOR.object_id),
        ("preferred_username", "operator@contoso.test"),
        ("nonce", "n-1"),
        ("tid", TENANT),
        ("ver", "2.0"),
    ]


def test_without_profile_it_names_nobody() -> None:
    claims = id_claims_for(OPERATOR, TIMES, AZURE_PUBLIC, issuer=ISSUER, scopes=("openid",))
    assert not {"name", "oid", "preferred_username", "nonce"} & claims.keys()


def test_the_subject_is_the_same_as_in_access_tokens_and_differs_by_client() -> None:
    one = id_claims_for(OPERATOR, TIMES, AZURE_PUBLIC, issuer=ISSUER, scopes=())
    other = id_claims_for(
        replace(OPERATOR, app_id=IDENTITY.app_id), TIMES, AZURE_PUBLIC, issuer=ISSUER, scopes=()
    )
    assert one["sub"] == claims_for(OPERATOR, "x", TIMES, AZURE_PUBLIC)["sub"]
    assert one["sub"] != other["sub"]


def test_it_tells_what_the_clients_own_application_gives() -> None:
    subject = replace(OPERATOR, roles=("Admin",), groups=("g",))
    claims = id_claims_for(subject, TIMES, AZURE_PUBLIC, issuer=ISSUER, scopes=())
    assert (claims["roles"], claims["groups"]) == (["Admin"], ["g"])
