"""The shapes of a parsed expression."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or a number as written."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Call:
    """``name(...)`` or ``namespace.name(...)``, spelled as written."""

    name: str
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Member:
    """``target.name``; safe is ``target.?name``, which is null where there is no such member."""

    target: "Node"
    name: str
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """``target[index]``; safe is ``target[?index]``."""

    target: "Node"
    index: "Node"
    safe: bool = False


Node: TypeAlias = Literal | Call | Member | Item


def calls(node: Node) -> Iterator[Call]:
    """Every call in an expression, outermost first."""
    match node:
        case Call(_, arguments):
            yield node
            for argument in arguments:
                yield from calls(argument)
        case Member(target, _, _):
            yield from calls(target)
        case Item(target, index, _):
            yield from calls(target)
            yield from calls(index)
        case Literal():
            return
