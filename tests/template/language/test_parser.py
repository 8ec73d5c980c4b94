"""Expressions: parsed as written, refused with the token that was expected, never anything else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.language.nodes import Call, Item, Literal, Member, Node
from nameplate.template.language.parser import (
    DEPTH_LIMIT,
    LENGTH_LIMIT,
    is_expression,
    parse,
    unescaped,
)
from tests.template.functions.laws import few

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True)
literals = st.one_of(
    st.text("ab' é[]()", max_size=5).map(Literal), st.integers(-99, 99).map(Literal)
)
roots = st.recursive(
    literals,
    lambda inner: st.one_of(
        st.builds(Call, names, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Member, inner, names, st.booleans()),
        st.builds(Item, inner, inner, st.booleans()),
    ),
    max_leaves=10,
)


def written(node: Node) -> str:
    """An expression's text."""
    match node:
        case Literal(str() as text):
            return "'" + text.replace("'", "''") + "'"
        case Literal(number):
            return str(number)
        case Call(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Member(target, name, safe):
            return f"{written(target)}.{'?' if safe else ''}{name}"
        case Item(target, index, safe):
            return f"{written(target)}[{'?' if safe else ''}{written(index)}]"


@few
@given(node=roots)
def test_what_is_written_is_parsed_again(node: Node) -> None:
    assert parse(f"[{written(node)}]") == node
    spaced = written(node).replace("(", " ( ").replace(",", " , ")
    if "'" not in spaced:
        assert parse(f"[ {spaced} ]") == node


@few
@given(text=st.text("ab1'()[].,?-+ é{", max_size=30))
def test_any_text_is_an_expression_or_a_fault(text: str) -> None:
    with suppress(ExpressionFault):
        parse(f"[{text}]")


def test_user_functions_have_a_namespace() -> None:
    assert parse("[ns.f(1)]") == Call("ns.f", (Literal(1),))
    assert parse("[__bicep.f().g]") == Member(Call("__bicep.f", ()), "g")


@pytest.mark.parametrize(
    ("text", "expected", "actual"),
    [
        ("concat('a'", "RightParenthesis", "EndOfData"),
        ("", "Identifier", "EndOfData"),
        ("f", "LeftParenthesis", "EndOfData"),
        ("(f())", "Identifier", "LeftParenthesis"),
        ("f(1) 2", "EndOfData", "Integer"),
        ("f(1,)", "Identifier", "RightParenthesis"),
        ("f().1", "Identifier", "Integer"),
        ("f()[1", "RightSquareBracket", "EndOfData"),
    ],
)
def test_the_expected_token_is_named(text: str, expected: str, actual: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        parse(f"[{text}]")
    assert caught.value.message == (
        f"Unable to parse language expression '{text}': expected token '{expected}' and actual "
        f"'{actual}'"
    )


def test_depth_and_length_are_bounded() -> None:
    deep = DEPTH_LIMIT + 1
    with pytest.raises(ExpressionFault, match="levels deep"):
        parse(f"[{'f(' * deep}{')' * deep}]")
    with pytest.raises(ExpressionFault, match=f"limit of '{LENGTH_LIMIT}'"):
        parse(f"['{'a' * LENGTH_LIMIT}']")


def test_brackets_make_an_expression_and_two_escape_it() -> None:
    assert is_expression("[f()]")
    assert not any(map(is_expression, ("f()", "[f()", "[[f()]", "")))
    assert [unescaped(text) for text in ("[[a]", "[[a", "a")] == ["[a]", "[[a", "a"]
