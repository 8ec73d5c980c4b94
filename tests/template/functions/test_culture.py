"""Strings compared as .NET compares them."""

from itertools import pairwise

from hypothesis import given

from nameplate.template.functions.culture import compare, lower, order_key, upper
from tests.template.functions.laws import few, texts


@few
@given(left=texts, right=texts)
def test_comparison_is_antisymmetric(left: str, right: str) -> None:
    assert compare(left, right) == -compare(right, left)


@few
@given(first=texts, second=texts, third=texts)
def test_the_order_is_total(first: str, second: str, third: str) -> None:
    ordered = sorted([first, second, third], key=order_key)
    assert all(compare(left, right) <= 0 for left, right in pairwise(ordered))


@few
@given(text=texts)
def test_case_changes_keep_the_length(text: str) -> None:
    assert len(upper(text)) == len(lower(text)) == len(text)


def test_lower_stands_before_upper_and_accents_after_letters() -> None:
    assert sorted(["B", "a", "A", "b", "á", "ab", "1", "-"], key=order_key) == [
        *("-", "1", "a", "A", "á", "ab", "b", "B")
    ]
