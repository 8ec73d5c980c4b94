"""Patterns of actions."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.authorization.wildcard import first_match, matches
from tests.authorization.roles import actions, patterns


def naive(pattern: str, action: str) -> bool:
    """The same, said by a regular expression."""
    form = "".join(".*" if each == "*" else re.escape(each) for each in pattern.lower())
    form = re.sub(r"(?<=/)\.\*/", "(?:.*/)?", form)
    return re.fullmatch(form, action.lower(), re.DOTALL) is not None


@pytest.mark.parametrize(
    ("pattern", "action"),
    [
        ("*", "Microsoft.Web/sites/read"),
        ("*/read", "Microsoft.Web/sites/config/read"),
        ("Microsoft.Web/sites/*", "microsoft.web/SITES/restart/Action"),
        ("Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write"),
        ("Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/keys/versions/read"),
        ("Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/read"),
        (
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
        ),
        ("a/*/*/b", "a/b"),
        ("a*b*c", "aXbYbc"),
        ("a**c", "ac"),
    ],
)
def test_it_means(pattern: str, action: str) -> None:
    assert matches(pattern, action)


@pytest.mark.parametrize(
    ("pattern", "action"),
    [
        ("*/read", "Microsoft.Web/sites/readMetadata/action"),
        ("Microsoft.Web/sites/*", "Microsoft.Web/sites"),
        ("Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaultsread"),
        ("Microsoft.KeyVault/vaults*/read", "Microsoft.KeyVault/vaults/write"),
        ("ab*ba", "aba"),
        ("a*b*c", "acb"),
        ("Microsoft.Web/sites/read", "Microsoft.Web/sites/read/more"),
        ("", "a"),
    ],
)
def test_it_does_not_mean(pattern: str, action: str) -> None:
    assert not matches(pattern, action)


@given(st.text("ab*/", max_size=8), st.text("ab/", max_size=10))
@settings(max_examples=300)
def test_any_pattern_is_read_as_a_regular_expression_reads_it(pattern: str, action: str) -> None:
    assert matches(pattern, action) == naive(pattern, action)


@given(patterns, actions)
@settings(max_examples=100)
def test_patterns_of_actions_too_and_case_is_nothing(pattern: str, action: str) -> None:
    found = matches(pattern, action)
    assert found == naive(pattern, action)
    assert found == matches(pattern.upper(), action.lower())


def test_many_stars_take_no_time() -> None:
    assert not matches("*a" * 500 + "b", "a" * 2000)


def test_the_first_that_fits_is_told() -> None:
    assert first_match(("b", "A*", "*"), "about") == "A*"
    assert first_match((), "about") is None
