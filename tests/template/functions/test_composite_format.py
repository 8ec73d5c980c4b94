"""``format``: holes, alignment, doubled braces, and what is no format."""

import pytest
from hypothesis import given

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.composite_format import composite, display
from tests.template.functions.laws import few, texts, values


@few
@given(text=texts)
def test_doubled_braces_are_braces(text: str) -> None:
    assert composite(text.replace("{", "{{").replace("}", "}}"), []) == text


@few
@given(first=texts, second=texts)
def test_holes_are_filled_by_index(first: str, second: str) -> None:
    assert composite("{1}-{0}-{1}", [first, second]) == f"{second}-{first}-{second}"


def test_alignment_is_right_or_left() -> None:
    assert composite("[{0,4}|{0,-4}]", ["ab"]) == "[  ab|ab  ]"


@few
@given(value=values)
def test_whatever_is_shown_is_text(value: object) -> None:
    assert isinstance(display(value), str)


def test_objects_and_arrays_are_shown_in_single_quotes() -> None:
    assert display({"a": ["b", 1, True, None]}) == "{'a':['b',1,true,null]}"


@pytest.mark.parametrize("pattern", ["{", "}", "{a}", "{0", "{0:}}", "{-1}"])
def test_what_is_no_format_is_refused(pattern: str) -> None:
    with pytest.raises(ExpressionFault, match="the format is invalid"):
        composite(pattern, ["x"])


def test_a_hole_without_a_value_is_refused_in_dotnets_words() -> None:
    with pytest.raises(ExpressionFault, match="Index \\(zero based\\) must be greater"):
        composite("{1}", ["only"])


def test_a_wide_alignment_is_refused_before_it_is_made() -> None:
    with pytest.raises(ExpressionFault, match="exceeds"):
        composite("{0,9999999}", ["x"])
