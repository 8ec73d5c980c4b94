"""What can be said of an application."""

from argparse import Namespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.cli.ad_application_options import assignments, described_settings, merged
from nameplate.cli.failures import CommandFailure

NOTHING: dict[str, Any] = {
    "web_redirect_uris": None,
    "public_client_redirect_uris": None,
    "is_fallback_public_client": None,
    "requested_access_token_version": None,
    "set": None,
}


def test_only_what_is_given_is_said() -> None:
    assert described_settings(Namespace(**NOTHING)) == {}
    given_all = Namespace(
        web_redirect_uris=[],
        public_client_redirect_uris=["http://localhost"],
        is_fallback_public_client="false",
        requested_access_token_version="2",
        set=["api.oauth2PermissionScopes=[]", "groupMembershipClaims=All"],
    )
    assert described_settings(given_all) == {
        "web": {"redirectUris": []},
        "publicClient": {"redirectUris": ["http://localhost"]},
        "isFallbackPublicClient": False,
        "api": {"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": []},
        "groupMembershipClaims": "All",
    }


def test_values_are_json_where_they_can_be() -> None:
    given_values = ["a=true", "b=null", "c.d=1", "c.e=x=y", 'f={"g": [1]}']
    assert assignments(given_values) == {
        "a": True,
        "b": None,
        "c": {"d": 1, "e": "x=y"},
        "f": {"g": [1]},
    }


@pytest.mark.parametrize("text", ["", "a", "=1", ".a=1", "a..b=1"])
def test_what_sets_nothing(text: str) -> None:
    with pytest.raises(CommandFailure, match="NAME=VALUE"):
        assignments([text])


@given(
    st.dictionaries(st.text(max_size=2), st.dictionaries(st.text(max_size=2), st.integers())),
    st.dictionaries(st.text(max_size=2), st.dictionaries(st.text(max_size=2), st.integers())),
)
def test_both_are_said_and_the_second_counts(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = merged(one, other)
    assert both.keys() == one.keys() | other.keys()
    for name in both:
        assert both[name] == one.get(name, {}) | other.get(name, {})
