"""Inline constraints of routes."""

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.route_constraints import constraint


@pytest.mark.parametrize(
    ("text", "fits", "fails"),
    [
        ("int", "-5", "5.0"),
        ("int", "2147483647", "2147483648"),
        ("long", "2147483648", "9223372036854775808"),
        ("bool", "True", "yes"),
        ("guid", "2f3c6a0e-0000-4000-8000-000000000001", "2f3c"),
        ("datetime", "2026-11-23", "yesterday"),
        ("decimal", "1,000.50", "x"),
        ("double", "-1e5", "."),
        ("alpha", "abc", "ab1"),
        ("length(3)", "abc", "ab"),
        ("length(2,3)", "ab", "abcd"),
        ("minlength(2)", "ab", "a"),
        ("maxlength(2)", "ab", "abc"),
        ("min(18)", "18", "17"),
        ("max(9)", "9", "10"),
        ("range(1,5)", "5", "6"),
        ("regex(^\\d{3}$)", "123", "1234"),
        ("required", "x", ""),
    ],
)
def test_what_fits_and_what_does_not(text: str, fits: str, fails: str) -> None:
    assert constraint(text)(fits)
    assert not constraint(text)(fails)


@pytest.mark.parametrize("text", ["integer", "min", "min(x)", "regex([)", "int(5)"])
def test_unknown_ones_are_refused(text: str) -> None:
    with pytest.raises(AppProblem, match="route constraint"):
        constraint(text)
