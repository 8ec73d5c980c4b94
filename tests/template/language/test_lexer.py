"""Tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.template.errors import ExpressionFault
from nameplate.template.language.lexer import Kind, Token, tokens
from tests.template.functions.laws import few


def test_every_kind_of_token() -> None:
    found = [token.kind for token in tokens("f('a', -1).b[?c()]")]
    assert found == [
        *(Kind.IDENTIFIER, Kind.LEFT_PARENTHESIS, Kind.STRING, Kind.COMMA, Kind.INTEGER),
        *(Kind.RIGHT_PARENTHESIS, Kind.DOT, Kind.IDENTIFIER, Kind.LEFT_BRACKET),
        *(Kind.QUESTION_MARK, Kind.IDENTIFIER, Kind.LEFT_PARENTHESIS, Kind.RIGHT_PARENTHESIS),
        *(Kind.RIGHT_BRACKET, Kind.END),
    ]


@few
@given(text=st.text(max_size=20))
def test_a_string_is_what_was_quoted(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    assert tokens(quoted) == [Token(Kind.STRING, text), Token(Kind.END)]


@few
@given(number=st.integers(-(2**63), 2**63 - 1))
def test_integers_have_64_bits(number: int) -> None:
    assert tokens(str(number))[0] == Token(Kind.INTEGER, number)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("f('a", "the string constant at position '2' is not terminated"),
        ("f({)", "the string character '{' at position '2' is not expected"),
        ("f(9223372036854775808)", "at position '2' cannot be converted to number"),
        ("f(99999999999999999999999)", "cannot be converted to number"),
    ],
)
def test_what_is_no_token(text: str, words: str) -> None:
    with pytest.raises(ExpressionFault, match=words):
        tokens(text)
