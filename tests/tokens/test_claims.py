"""The claims of access tokens."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.tokens.claims import (
    SKEW,
    SubjectKind,
    TokenSubject,
    TokenTimes,
    TokenVersion,
    claims_for,
)

TENANT = "7f58e1d4-9f2c-4b06-8f0e-2f8c6a0f3a11"
SITE = "/subscriptions/s/resourceGroups/Local/providers/Microsoft.Web/sites/web1"
IDENTITY = TokenSubject(
    object_id="0a0e6a5c-4f0a-4d52-9d8e-3f1f5c6c2b10",
    app_id="9b1d3f62-7c3a-45a5-8f0f-6f8f1f9c1d20",
    tenant_id=TENANT,
    kind=SubjectKind.MANAGED_IDENTITY,
    appidacr="2",
    display_name="web1",
    resource_id=SITE,
)
OPERATOR = TokenSubject(
    object_id="5d3b9f0e-1f4b-47f7-b5de-64a3c7a8a530",
    app_id="04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    tenant_id=TENANT,
    kind=SubjectKind.USER,
    appidacr="0",
    display_name="Operator",
    scopes=("user_impersonation",),
    user_principal_name="operator@contoso.test",
)
TIMES = TokenTimes.starting(1_790_000_000.9, 86_400)


def test_times_are_whole_seconds_with_five_minutes_of_slack() -> None:
    """A managed identity's exp - iat is 86,700, as Entra's; it begins five minutes early."""
    assert TokenTimes(1_789_999_700, 1_789_999_700, 1_790_086_400) == TIMES
    assert TIMES.expires_on - TIMES.issued_at == 86_700
    assert SKEW == 300


def test_a_managed_identitys_token_says_what_entras_says() -> None:
    """Names, order and types of a v1.0 token; resourcegroups in lower case."""
    claims = claims_for(IDENTITY, "https://vault.contoso.test", TIMES, AZURE_PUBLIC)

    opaque = {name: claims.pop(name) for name in ("aio", "rh", "uti", "xms_idrel")}
    assert all(isinstance(value, str) for value in opaque.values())
    assert list(claims.items()) == [
        ("aud", "https://vault.contoso.test"),
        ("iss", AZURE_PUBLIC.issuer(TENANT)),
        ("iat", 1_789_999_700),
        ("nbf", 1_789_999_700),
        ("exp", 1_790_086_400),
        ("appid", IDENTITY.app_id),
        ("appidacr", "2"),
        ("idp", AZURE_PUBLIC.issuer(TENANT)),
        ("idtyp", "app"),
        ("oid", IDENTITY.object_id),
        ("sub", IDENTITY.object_id),
        ("tid", TENANT),
        ("ver", "1.0"),
        (
            "xms_mirid",
            "/subscriptions/s/resourcegroups/Local/providers/Microsoft.Web/sites/web1",
        ),
    ]


def test_a_user_assigned_identity_names_where_it_was_used() -> None:
    """xms_az_rid is the site, xms_mirid the identity."""
    identity = SITE.replace(
        "Microsoft.Web/sites", "Microsoft.ManagedIdentity/userAssignedIdentities"
    )
    subject = replace(IDENTITY, resource_id=identity, issued_on=SITE)

    claims = claims_for(subject, "https://vault.contoso.test", TIMES, AZURE_PUBLIC)

    assert claims["xms_az_rid"].endswith("/resourcegroups/Local/providers/Microsoft.Web/sites/web1")
    assert "/userAssignedIdentities/" in claims["xms_mirid"]


def test_version_two_has_its_own_names_and_issuer() -> None:
    """Azp and azpacr in place of appid and appidacr, and no idp."""
    claims = claims_for(IDENTITY, "api://contoso", TIMES, AZURE_PUBLIC, version="2.0")

    assert claims["iss"] == AZURE_PUBLIC.issuer_v2(TENANT)
    assert (claims["azp"], claims["azpacr"], claims["ver"]) == (IDENTITY.app_id, "2", "2.0")
    assert not {"appid", "appidacr", "idp"} & claims.keys()


def test_an_application_has_roles_and_no_identity_claims() -> None:
    """App roles are a list; xms_ claims are managed identities'."""
    subject = replace(IDENTITY, kind=SubjectKind.APPLICATION, appidacr="1", roles=("Reader",))

    claims = claims_for(subject, "https://vault.contoso.test", TIMES, AZURE_PUBLIC)

    assert claims["roles"] == ["Reader"]
    assert claims["appidacr"] == "1"
    assert not any(name.startswith("xms_") for name in claims)


def test_a_users_token_names_the_user() -> None:
    """Delegated: scp, upn and a pairwise sub, and no idtyp."""
    claims = claims_for(OPERATOR, "https://management.contoso.test/", TIMES, AZURE_PUBLIC)
    v2 = claims_for(
        OPERATOR, "https://management.contoso.test/", TIMES, AZURE_PUBLIC, version="2.0"
    )
    elsewhere = replace(OPERATOR, app_id=IDENTITY.app_id)

    assert claims["scp"] == "user_impersonation"
    assert claims["upn"] == claims["unique_name"] == v2["preferred_username"]
    assert "idtyp" not in claims
    assert (claims["amr"], claims["name"], claims["oid"]) == (
        ["rsa"],
        "Operator",
        OPERATOR.object_id,
    )
    assert claims["sub"] != OPERATOR.object_id
    assert claims["sub"] != claims_for(elsewhere, "x", TIMES, AZURE_PUBLIC)["sub"]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_groups_are_told_or_pointed_at(version: TokenVersion) -> None:
    """At most 200 of them; more are asked for where the token says."""

    def told(number: int) -> dict[str, Any]:
        subject = replace(OPERATOR, groups=tuple(str(each) for each in range(number)))
        return claims_for(subject, "x", TIMES, AZURE_PUBLIC, version=version)

    assert "groups" not in claims_for(OPERATOR, "x", TIMES, AZURE_PUBLIC, version=version)
    assert told(0)["groups"] == []
    assert len(told(200)["groups"]) == 200
    many = told(201)
    assert "groups" not in many
    assert many["_claim_names"] == {"groups": "src1"}
    where = many["_claim_sources"]["src1"]["endpoint"]
    assert where.endswith(f"/{TENANT}/users/{OPERATOR.object_id}/getMemberObjects")


@given(st.text(min_size=1, max_size=60))
def test_the_audience_is_what_was_asked_for(audience: str) -> None:
    """Verbatim, slash or no slash; and two tokens are never the same token."""
    one, other = (claims_for(IDENTITY, audience, TIMES, AZURE_PUBLIC) for _ in range(2))

    assert one["aud"] == audience
    assert one["rh"] == other["rh"]
    assert one["uti"] != other["uti"]
    assert None not in one.values()
