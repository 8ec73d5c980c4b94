"""Applications that Graph is sent."""

import contextlib
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.authority.graph_application_body import WantedApplication
from nameplate.core.errors import BadRequest
from nameplate.directory.records import ApplicationSettings, AppRole
from tests.authority.test_graph_body import post

ROLE_ID = "11111111-0000-0000-0000-000000000001"
ROLE = {
    "allowedMemberTypes": ["Application", "User"],
    "description": "Reads orders",
    "displayName": "Reader",
    "id": ROLE_ID.upper(),
    "isEnabled": True,
    "value": "Orders.Read",
}
HELD = AppRole(ROLE_ID, "Orders.Read", "Reader", "Reads orders", True, ("Application", "User"))
NOTHING = ApplicationSettings()


def settings_of(document: Any, held: ApplicationSettings = NOTHING) -> ApplicationSettings:
    return WantedApplication.parse(post(document)).settings(held)


def test_an_application() -> None:
    key = b64encode(b"DER").decode()
    wanted = WantedApplication.parse(
        post(
            {
                "displayName": "ledger",
                "identifierUris": ["api://ledger"],
                "keyCredentials": [
                    {"displayName": "ci", "key": key, "type": "AsymmetricX509Cert"},
                    {"keyId": "OLD", "key": None},
                ],
            }
        )
    )
    assert (wanted.display_name, wanted.identifier_uris) == ("ledger", ("api://ledger",))
    assert wanted.certificates == (("ci", b"DER"),)
    assert wanted.kept_keys == frozenset(("old",))


def test_a_key_may_be_in_lines() -> None:
    """Sent by az: what stood between the dashes of a PEM file."""
    lines = f"\n{b64encode(b'DER' * 40).decode()[:64]}\n{b64encode(b'DER' * 40).decode()[64:]}\n"
    keys = [{"key": lines}]
    wanted = WantedApplication.parse(post({"displayName": "x", "keyCredentials": keys}))
    assert wanted.certificates == (("", b"DER" * 40),)


def test_everything_that_it_can_say() -> None:
    assert settings_of(
        {
            "appRoles": [ROLE],
            "web": {"redirectUris": ["https://a.example/cb", "http://localhost:5000/cb"]},
            "publicClient": {"redirectUris": ["http://localhost", "msalapp://auth"]},
            "isFallbackPublicClient": True,
            "groupMembershipClaims": "SecurityGroup",
            "api": {"requestedAccessTokenVersion": 2},
        }
    ) == ApplicationSettings(
        app_roles=(HELD,),
        web_redirect_uris=("https://a.example/cb", "http://localhost:5000/cb"),
        public_redirect_uris=("http://localhost", "msalapp://auth"),
        fallback_public_client=True,
        group_claims="SecurityGroup",
        token_version=2,
    )


def test_what_it_does_not_say_stays() -> None:
    held = ApplicationSettings(app_roles=(HELD,), token_version=2, group_claims="All")
    assert settings_of({}, held) == held
    changed = settings_of({"groupMembershipClaims": None, "api": {}}, held)
    assert (changed.group_claims, changed.token_version) == (None, 2)
    assert settings_of({"api": {"requestedAccessTokenVersion": None}}, held).token_version is None


def test_a_role_is_switched_off_before_it_goes() -> None:
    held = ApplicationSettings(app_roles=(HELD,))
    with pytest.raises(BadRequest, match="CannotDeleteOrUpdateEnabledEntitlement"):
        settings_of({"appRoles": []}, held)
    off = settings_of({"appRoles": [ROLE | {"isEnabled": False}]}, held)
    assert settings_of({"appRoles": []}, off).app_roles == ()


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"displayName": ""},
        {"displayName": 7},
        {"displayName": "x" * 257},
        {"identifierUris": "api://x"},
        {"identifierUris": [1]},
        {"identifierUris": ["orders"]},
        {"keyCredentials": [{"key": "!"}]},
        {"keyCredentials": [{}]},
        {"keyCredentials": ["x"]},
        {"appRoles": [ROLE, ROLE]},
        {"appRoles": [ROLE | {"id": "x"}]},
        {"appRoles": [ROLE | {"value": "two words"}]},
        {"appRoles": [ROLE | {"allowedMemberTypes": []}]},
        {"appRoles": [ROLE | {"allowedMemberTypes": ["Group"]}]},
        {"appRoles": [ROLE | {"displayName": ""}]},
        {"web": {"redirectUris": ["http://a.example/cb"]}},
        {"web": {"redirectUris": ["https://a.example/cb#x"]}},
        {"web": {"redirectUris": ["https://*.a.example/cb"]}},
        {"web": {"redirectUris": ["https://u@a.example/cb"]}},
        {"web": {"redirectUris": ["msalapp://auth"]}},
        {"web": {"redirectUris": ["//a.example"]}},
        {"publicClient": {"redirectUris": ["javascript:alert(1)"]}},
        {"publicClient": {"redirectUris": ["http://[x"]}},
        {"spa": {"redirectUris": ["https://a.example"]}},
        {"isFallbackPublicClient": "yes"},
        {"groupMembershipClaims": "Some"},
        {"api": {"requestedAccessTokenVersion": 3}},
        {"api": {"requestedAccessTokenVersion": True}},
        {"api": [1]},
    ],
)
def test_malformed_applications(document: Any) -> None:
    with pytest.raises(BadRequest):
        settings_of(document)


@given(
    st.sampled_from(("web", "publicClient")),
    st.lists(st.text(max_size=20) | st.from_regex(r"[a-z]+://[a-z\[\]@:/#]*", fullmatch=True)),
)
def test_any_redirect_uris_are_read_or_refused(name: str, uris: list[str]) -> None:
    with contextlib.suppress(BadRequest):
        settings_of({name: {"redirectUris": uris}})
