"""Values out of templates: expressions, names that are expressions, loops over properties."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings

from nameplate.template.document.materialize import COPY_LIMIT, expressions
from nameplate.template.errors import InvalidTemplate
from tests.template.evaluating import bind
from tests.template.functions.laws import values


def _made(value: object, **parameters: object) -> object:
    kinds = {int: "int", str: "string", list: "array"}
    declared = {name: {"type": kinds[type(given)]} for name, given in parameters.items()}
    return bind(parameters, parameters=declared, variables={"v": value}).variable("v")


@settings(max_examples=50, deadline=None)
@given(value=values)
def test_what_holds_no_expression_stays_as_it_is(value: object) -> None:
    assume(not any(map(_bracketed, _texts(value))))
    assert _made({"x": value}) == {"x": value}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)
    elif isinstance(value, str):
        yield value


def _bracketed(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


def test_every_expression_is_found_in_values_and_names() -> None:
    assert list(expressions({"[a()]": ["[b()]", "c", "[[d]"]})) == ["[a()]", "[b()]"]


def test_expressions_stand_in_values_and_names() -> None:
    found = _made({"[concat('a', parameters('p'))]": ["[parameters('p')]", "[[text]", "x"]}, p="b")
    assert found == {"ab": ["b", "[text]", "x"]}


def test_a_name_must_be_a_text() -> None:
    with pytest.raises(InvalidTemplate, match="must be a string"):
        _made({"[add(1, 1)]": 1})


def test_a_loop_over_properties_makes_an_array() -> None:
    found = _made(
        {
            "copy": [
                {
                    "name": "disks",
                    "count": "[length(parameters('p'))]",
                    "input": {"n": "[copyIndex('disks', 1)]"},
                },
                {"name": "none", "count": 0, "input": 1},
            ],
            "other": "x",
        },
        p=["a", "b"],
    )
    assert found == {"disks": [{"n": 1}, {"n": 2}], "none": [], "other": "x"}


def test_loops_nest() -> None:
    inner = {
        "copy": [
            {"name": "j", "count": 2, "input": "[add(mul(copyIndex('i'), 10), copyIndex('j'))]"}
        ]
    }
    found = _made({"copy": [{"name": "i", "count": 2, "input": inner}]})
    assert found == {"i": [{"j": [0, 1]}, {"j": [10, 11]}]}


def test_a_member_named_copy_may_be_a_value() -> None:
    assert _made({"a": {"copy": [{"name": "x"}]}}) == {"a": {"copy": [{"name": "x"}]}}
    assert _made({"a": {"copy": "all"}}) == {"a": {"copy": "all"}}


@pytest.mark.parametrize("count", [-1, COPY_LIMIT + 1, "[string(1)]", True])
def test_turns_are_counted_and_bounded(count: object) -> None:
    with pytest.raises(InvalidTemplate, match="invalid copy count"):
        _made({"copy": [{"name": "i", "count": count, "input": 1}]})


def test_a_loop_has_a_name() -> None:
    with pytest.raises(InvalidTemplate, match="has no name"):
        _made({"a": {"copy": [{"name": "", "count": 1, "input": 1}]}})


def test_what_is_nested_too_deeply_is_refused() -> None:
    inner = "lambdaVariables('a')"
    for _ in range(90):
        inner = f"map(createArray(1), lambda('a', {inner}))"
    with pytest.raises(InvalidTemplate, match="nested"):
        _made(f"[{inner}]")
