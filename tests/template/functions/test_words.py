"""Types and refusals in Azure's words."""

import pytest

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions import words


def test_types_have_dotnets_names() -> None:
    values: list[object] = [None, True, 1, 1.5, "a", [], {}]
    assert [words.type_name(value) for value in values] == [
        *("Null", "Boolean", "Integer", "Float", "String", "Array", "Object")
    ]


def test_a_truth_value_is_no_integer() -> None:
    assert words.is_int(1)
    assert not words.is_int(True)


def test_refusals_name_what_was_given() -> None:
    with pytest.raises(ExpressionFault, match="provided value is of type 'Null'"):
        words.expect("f", None, "string")
    with pytest.raises(ExpressionFault, match=r"of type string and integer.*'Array' and 'Integer'"):
        words.expect_all("f", ([], 1), ("string", "integer"))
    with pytest.raises(ExpressionFault, match="to be a thing"):
        words.expect_one_of("f", 1, "a thing", ("array",))
    with pytest.raises(ExpressionFault, match="overflow"):
        words.in_int64(2**63)


def test_long_values_are_cut_in_messages() -> None:
    assert len(words.shortened("x" * 1000)) == 203
