"""Types: constraints, references, objects, arrays, unions."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nameplate.template.document.types import TypeFault, Types, WrongType
from nameplate.template.errors import InvalidTemplate
from nameplate.template.functions.words import INT64
from nameplate.template.secrets import Concealed, redact, reveal
from tests.template.functions.laws import few, values

TYPES = Types(
    {
        "name": {"type": "string", "minLength": 2},
        "pair": {
            "type": "object",
            "properties": {
                "a": {"$ref": "#/definitions/name"},
                "b": {"type": "int", "nullable": True},
            },
        },
        "sealed": {
            "type": "object",
            "properties": {"a": {"type": "int"}},
            "additionalProperties": False,
        },
        "map": {"type": "object", "additionalProperties": {"type": "int"}},
        "tuple": {
            "type": "array",
            "prefixItems": [{"type": "int"}, {"type": "string"}],
            "items": False,
        },
        "list": {"type": "array", "items": {"$ref": "#/definitions/name"}, "maxLength": 2},
        "login": {
            "type": "object",
            "properties": {"user": {"type": "string"}, "password": {"type": "securestring"}},
        },
        "cat": {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "allowedValues": ["cat"]},
                "lives": {"type": "int"},
            },
        },
        "dog": {
            "type": "object",
            "properties": {"kind": {"type": "string", "allowedValues": ["dog"]}},
        },
        "pet": {
            "type": "object",
            "discriminator": {
                "propertyName": "kind",
                "mapping": {
                    "cat": {"$ref": "#/definitions/cat"},
                    "dog": {"$ref": "#/definitions/dog"},
                },
            },
        },
        "tree": {
            "type": "object",
            "properties": {"next": {"$ref": "#/definitions/tree", "nullable": True}},
        },
        "loop": {"$ref": "#/definitions/loop"},
    }
)


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


@example(value=2**63)
@example(value=-(2**63))
@settings(max_examples=50, deadline=None)
@given(
    value=st.one_of(
        st.text(max_size=5), st.integers(), st.booleans(), st.lists(st.integers()), st.none()
    )
)
def test_a_value_fits_exactly_its_own_type(value: object) -> None:
    kinds = {str: "string", bool: "bool", int: "int", list: "array"}
    for name in ("string", "bool", "int", "array", "object"):
        fits = kinds.get(type(value)) == name and not (type(value) is int and value not in INT64)
        if fits:
            assert TYPES.check(value, {"type": name}) == value
        else:
            with pytest.raises(WrongType):
                TYPES.check(value, {"type": name})
    assert TYPES.check(None, {"type": "string", "nullable": True}) is None


@settings(max_examples=50, deadline=None)
@given(number=st.integers(-20, 20), least=st.integers(-10, 0), most=st.integers(1, 10))
def test_limits_are_inclusive(number: int, least: int, most: int) -> None:
    declared = {"type": "int", "minValue": least, "maxValue": most}
    if least <= number <= most:
        assert TYPES.check(number, declared) == number
    else:
        with pytest.raises(TypeFault, match=r"should be (greater|less) than or equal to"):
            TYPES.check(number, declared)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "ab"),
        ("pair", {"a": "xy", "B": 1}),
        ("pair", {"a": "xy", "b": None, "more": []}),
        ("map", {"x": 1, "y": 2}),
        ("tuple", [1, "a"]),
        ("list", ["ab", "cd"]),
        ("pet", {"kind": "cat", "lives": 9}),
        ("pet", {"kind": "dog"}),
        ("tree", {"next": {"next": None}}),
        ("definitions", None),
    ],
)
def test_what_fits(name: str, value: object) -> None:
    if name == "definitions":
        assert TYPES.check(3, {"$ref": "#/definitions/pair/properties/b"}) == 3
    else:
        assert TYPES.check(value, _ref(name)) == value


@pytest.mark.parametrize(
    ("name", "value", "path", "words"),
    [
        ("name", "a", "", "Length of the value should be greater than or equal to '2'"),
        ("pair", {}, "", "The required property 'a' is missing"),
        ("pair", {"a": "xy", "b": "1"}, "b", "Expected a value of type 'Integer'"),
        ("sealed", {"a": 1, "z": 1}, "", "The property 'z' is not allowed"),
        ("map", {"x": "1"}, "x", "Expected a value of type 'Integer'"),
        ("tuple", [1], "", "at least '2' elements"),
        ("tuple", [1, "a", 2], "", "exactly '2' elements"),
        ("tuple", ["1", "a"], "[0]", "Expected a value of type 'Integer'"),
        ("list", ["ab", "c"], "[1]", "Length of the value"),
        ("list", ["ab", "cd", "ef"], "", "less than or equal to '2'"),
        (
            "pet",
            {"kind": "cow"},
            "kind",
            "discriminator 'kind' is not part of the allowed value(s): 'cat,dog'",
        ),
        ("pet", {"kind": "cat"}, "", "The required property 'lives' is missing"),
        ("tree", {"next": {"next": 1}}, "next.next", "Expected a value of type 'Object'"),
    ],
)
def test_what_does_not_fit(name: str, value: object, path: str, words: str) -> None:
    with pytest.raises(TypeFault) as caught:
        TYPES.check(value, _ref(name))
    assert caught.value.path == path
    assert words in caught.value.reason


def test_allowed_values_and_arrays_of_them() -> None:
    declared = {"type": "array", "allowedValues": ["a", "b"]}
    assert TYPES.check(["a"], declared) == ["a"]
    with pytest.raises(TypeFault, match="allowed value\\(s\\): 'a,b'"):
        TYPES.check(["a", "c"], declared)
    with pytest.raises(TypeFault) as caught:
        TYPES.check("A", {"type": "string", "allowedValues": ["a"]})
    assert caught.value.shown == "A"


def test_secure_values_are_hidden_and_not_quoted() -> None:
    assert TYPES.check("x", {"type": "secureString"}) == Concealed("x")
    login = TYPES.check({"user": "u", "password": "p"}, _ref("login"))
    assert redact(login, "*") == {"user": "u", "password": "*"}
    assert reveal(TYPES.check({"a": [1]}, {"type": "SecureObject"})) == {"a": [1]}
    assert TYPES.check(Concealed(3), {"type": "int"}) == Concealed(3)
    with pytest.raises(TypeFault) as caught:
        TYPES.check("no", {"type": "securestring", "allowedValues": ["yes"]})
    assert caught.value.shown is None


@few
@given(value=values)
def test_without_a_type_any_value_fits_in_the_newer_language(value: object) -> None:
    assert Types(loose=True).check(value, {}) == value
    with pytest.raises(InvalidTemplate):
        Types(loose=True).check(value, {"type": "any"})


@pytest.mark.parametrize(
    "declared", [{"type": "none"}, {}, _ref("nowhere"), _ref("loop"), {"$ref": 1}]
)
def test_what_is_no_type(declared: dict[str, Any]) -> None:
    with pytest.raises(InvalidTemplate):
        TYPES.resolve(declared)
