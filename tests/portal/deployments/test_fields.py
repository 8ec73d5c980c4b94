"""Parameters as fields, and what is typed in them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.portal.deployments.fields import Field, fields_of, text_of, value_of


def _field(**entry: Any) -> Field:
    (found,) = fields_of({"parameters": {"p": entry}})
    return found


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ({"type": "string"}, "text"),
        ({"type": "SecureString"}, "password"),
        ({"type": "int"}, "number"),
        ({"type": "bool"}, "select"),
        ({"type": "array"}, "area"),
        ({"type": "object"}, "area"),
        ({"type": "secureObject"}, "password"),
        ({"type": "string", "allowedValues": ["a", "b"]}, "select"),
        ({"$ref": "#/definitions/none"}, "text"),
    ],
)
def test_how_it_is_typed(entry: dict[str, Any], wanted: str) -> None:
    assert _field(**entry).input == wanted


def test_of_very_many_choices_one_is_typed() -> None:
    assert _field(type="string", allowedValues=["x"] * 101).input == "text"


def test_a_type_of_a_definition() -> None:
    template = {
        "definitions": {"size": {"type": "int"}, "loop": {"$ref": "#/definitions/loop"}},
        "parameters": {"a": {"$ref": "#/definitions/size"}, "b": {"$ref": "#/definitions/loop"}},
    }
    assert [each.type for each in fields_of(template)] == ["int", "string"]


def test_what_may_be_left_out() -> None:
    assert _field(type="string").required
    assert not _field(type="string", defaultValue="").required
    assert not _field(type="string", nullable=True).required


def test_a_secret_default_is_not_shown() -> None:
    assert "hunter2" not in _field(type="securestring", defaultValue="hunter2").hint
    assert "Left empty it is: 5" in _field(type="int", defaultValue=5).hint


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "1.5"),
        ("int", "1_000"),
        ("int", "\u0663"),
        ("int", "9223372036854775808"),
        ("int", "9" * 5000),
        ("bool", "yes"),
        ("array", "{}"),
        ("object", "[]"),
        ("object", "{"),
    ],
)
def test_what_is_no_value(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        value_of(_field(type=kind), text)


_LETTERS = 'ab "\\\n\u00e9\u202e'
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(_LETTERS, max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(_LETTERS, max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.lists(_JSON, max_size=3))
def test_an_array_survives_its_field(value: list[Any]) -> None:
    assert value_of(_field(type="array"), text_of(value)) == value


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_number_survives_its_field(value: int) -> None:
    assert value_of(_field(type="int"), text_of(value)) == value


@given(_JSON)
def test_whatever_stands_for_parameters_is_read(value: Any) -> None:
    assert isinstance(fields_of({"parameters": value}), list)
