"""From tokens to an expression: calls, members, indices and literals.

A string is an expression when it stands in brackets; ``[[...]`` is the text ``[...]``.
"""

from functools import lru_cache
from typing import Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.language.lexer import Kind, Token, tokens
from nameplate.template.language.nodes import Call, Item, Literal, Member, Node

LENGTH_LIMIT: Final = 24_576
DEPTH_LIMIT: Final = 100


def is_expression(text: str) -> bool:
    """Whether a string is to be evaluated."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def unescaped(text: str) -> str:
    """The text that a string stands for which is no expression."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


@lru_cache(maxsize=8192)
def parse(text: str) -> Node:
    """Parse an expression with its brackets. Raises ``ExpressionFault``."""
    inner = text[1:-1]
    if len(text) > LENGTH_LIMIT:
        raise ExpressionFault(
            f"The language expression '{inner[:100]}...' is not valid: its length '{len(text)}' "
            f"exceeds the limit of '{LENGTH_LIMIT}' characters"
        )
    return _Parser(inner).expression()


class _Parser:
    __slots__ = ("_at", "_depth", "_text", "_tokens")

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0

    def expression(self) -> Node:
        node = self._node()
        self._take(Kind.END)
        return node

    def _node(self) -> Node:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise ExpressionFault(
                f"The language expression '{self._text[:100]}...' is not valid: it is nested more "
                f"than '{DEPTH_LIMIT}' levels deep"
            )
        node = self._suffixes(self._primary())
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        token = self._peek()
        if token.kind in (Kind.STRING, Kind.INTEGER):
            self._at += 1
            return Literal(token.value)
        name = str(self._take(Kind.IDENTIFIER).value)
        while self._peek().kind is Kind.DOT:
            self._at += 1
            name = f"{name}.{self._take(Kind.IDENTIFIER).value}"
        self._take(Kind.LEFT_PARENTHESIS)
        return Call(name, tuple(self._arguments()))

    def _arguments(self) -> list[Node]:
        found: list[Node] = []
        if self._peek().kind is Kind.RIGHT_PARENTHESIS:
            self._at += 1
            return found
        while True:
            found.append(self._node())
            if self._peek().kind is not Kind.COMMA:
                break
            self._at += 1
        self._take(Kind.RIGHT_PARENTHESIS)
        return found

    def _suffixes(self, node: Node) -> Node:
        while True:
            kind = self._peek().kind
            if kind is Kind.DOT:
                self._at += 1
                safe = self._optional()
                node = Member(node, str(self._take(Kind.IDENTIFIER).value), safe)
            elif kind is Kind.LEFT_BRACKET:
                self._at += 1
                safe = self._optional()
                node = Item(node, self._node(), safe)
                self._take(Kind.RIGHT_BRACKET)
            else:
                return node

    def _optional(self) -> bool:
        if self._peek().kind is not Kind.QUESTION_MARK:
            return False
        self._at += 1
        return True

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self, kind: Kind) -> Token:
        token = self._tokens[self._at]
        if token.kind is not kind:
            raise ExpressionFault(
                f"Unable to parse language expression '{self._text}': expected token "
                f"'{kind.value}' and actual '{token.kind.value}'"
            )
        self._at += 1
        return token
