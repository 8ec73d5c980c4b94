"""From an expression's text to its tokens."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from nameplate.template.errors import ExpressionFault

_SPACE: Final = re.compile(r"\s*")
_STRING: Final = re.compile(r"'((?:[^']|'')*)'")
_NUMBER: Final = re.compile(r"[+-]?\d+")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
_INT64: Final = range(-(2**63), 2**63)


class Kind(Enum):
    """What a token is, in the words of Azure's messages."""

    LEFT_PARENTHESIS = "LeftParenthesis"
    RIGHT_PARENTHESIS = "RightParenthesis"
    LEFT_BRACKET = "LeftSquareBracket"
    RIGHT_BRACKET = "RightSquareBracket"
    DOT = "Dot"
    COMMA = "Comma"
    QUESTION_MARK = "QuestionMark"
    IDENTIFIER = "Identifier"
    STRING = "StringLiteral"
    INTEGER = "Integer"
    END = "EndOfData"


_MARKS: Final = {
    "(": Kind.LEFT_PARENTHESIS,
    ")": Kind.RIGHT_PARENTHESIS,
    "[": Kind.LEFT_BRACKET,
    "]": Kind.RIGHT_BRACKET,
    ".": Kind.DOT,
    ",": Kind.COMMA,
    "?": Kind.QUESTION_MARK,
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``value`` is a name, a string's text or a number."""

    kind: Kind
    value: str | int = ""


def tokens(text: str) -> list[Token]:
    """The tokens of an expression (without its brackets), closed by ``END``."""
    found: list[Token] = []
    at = _skipped(text, 0)
    while at < len(text):
        token, at = _token(text, at)
        found.append(token)
        at = _skipped(text, at)
    found.append(Token(Kind.END))
    return found


def _skipped(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _token(text: str, at: int) -> tuple[Token, int]:
    first = text[at]
    if first in _MARKS:
        return Token(_MARKS[first]), at + 1
    if first == "'":
        return _string(text, at)
    number = _NUMBER.match(text, at)
    if number:
        return _integer(text, at, number[0]), number.end()
    name = _NAME.match(text, at)
    if name:
        return Token(Kind.IDENTIFIER, name[0]), name.end()
    raise ExpressionFault(
        f"The language expression '{text}' is not valid: the string character '{first}' at "
        f"position '{at}' is not expected"
    )


def _string(text: str, at: int) -> tuple[Token, int]:
    found = _STRING.match(text, at)
    if found is None:
        raise ExpressionFault(
            f"The language expression '{text}' is not valid: the string constant at position "
            f"'{at}' is not terminated. String constants must be enclosed within a pair of single "
            "quotes"
        )
    return Token(Kind.STRING, found[1].replace("''", "'")), found.end()


def _integer(text: str, at: int, digits: str) -> Token:
    if len(digits) > 20 or int(digits) not in _INT64:
        raise ExpressionFault(
            f"The language expression '{text}' is not valid: the value '{digits}' at position "
            f"'{at}' cannot be converted to number"
        )
    return Token(Kind.INTEGER, int(digits))
