"""From a part of a template to its value: every expression in it evaluated, every loop unrolled."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.template.document.sections import member_of, spelled
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.words import is_int, type_name
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Node
from nameplate.template.language.parser import is_expression, parse, unescaped
from nameplate.template.marks import Mark, mark_of

COPY_LIMIT: Final = 800
Keep = Callable[[Node, Frame], bool]


def materialize(value: Any, frame: Frame, keep: Keep | None = None) -> Any:
    """The value of a part of a template. Raises ``ExpressionFault``.

    ``keep`` is asked of each expression: those it wants are left as they are written.
    """
    try:
        return _value(value, frame, keep)
    except RecursionError:
        raise ExpressionFault("The template's expressions are nested too deeply") from None


def _value(value: Any, frame: Frame, keep: Keep | None) -> Any:
    if isinstance(value, str):
        return _text(value, frame, keep)
    if isinstance(value, dict):
        return _object(value, frame, keep)
    if isinstance(value, list):
        return [_value(held, frame, keep) for held in value]
    return value


def _text(text: str, frame: Frame, keep: Keep | None) -> Any:
    if not is_expression(text):
        return unescaped(text)
    node = parse(text)
    if keep is not None and keep(node, frame):
        return text
    return frame.evaluate(node)


def _object(value: dict[str, Any], frame: Frame, keep: Keep | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    loops = spelled(value, "copy")
    for name, held in value.items():
        if name == loops and is_property_copy(held):
            for loop in held:
                made[loop_name(loop, frame)] = turns(loop, frame, keep)
        else:
            made[_name(name, frame)] = _value(held, frame, keep)
    return made


def _name(name: str, frame: Frame) -> str:
    if not is_expression(name):
        return unescaped(name)
    found = frame.evaluate(parse(name))
    if isinstance(found, SecretValue):
        found = found.reveal()
    if not isinstance(found, str):
        raise ExpressionFault(
            f"The language expression '{name}' is a property's name and must be a string. The "
            f"provided value is of type '{type_name(found)}'"
        )
    return found


def is_property_copy(value: Any) -> bool:
    """Whether a member named ``copy`` is a loop over properties rather than a value."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(loop, dict) and {"name", "count", "input"} <= {key.lower() for key in loop}
            for loop in value
        )
    )


def loop_name(loop: dict[str, Any], frame: Frame) -> str:
    """The name of a loop."""
    name = _value(member_of(loop, "name"), frame, None)
    if not isinstance(name, str) or not name:
        raise ExpressionFault(
            "The template 'copy' definition has no name. Please see https://aka.ms/arm-copy for "
            "usage details"
        )
    return name


def turns(loop: dict[str, Any], frame: Frame, keep: Keep | None) -> list[Any]:
    """The values of a loop over properties."""
    name = loop_name(loop, frame)
    body = member_of(loop, "input")
    return [_value(body, inner, keep) for inner in rounds(loop, name, frame)]


def rounds(loop: dict[str, Any], name: str, frame: Frame) -> Iterator[Frame]:
    """The frame of each turn of a loop."""
    count = copy_count(member_of(loop, "count"), frame, mark_of(loop))
    return (frame.in_copy(name, index) for index in range(count))


def copy_count(count: Any, frame: Frame, mark: Mark) -> int:
    """How many turns a loop has."""
    found = materialize(count, frame)
    if isinstance(found, SecretValue):
        found = found.reveal()
    if not is_int(found) or not 0 <= found <= COPY_LIMIT:
        raise ExpressionFault(
            f"The template 'copy' definition at line '{mark.line}' and column '{mark.column}' has "
            "an invalid copy count. The copy count must be a positive integer value and cannot "
            f"exceed '{COPY_LIMIT}'. Please see https://aka.ms/arm-copy for usage details"
        )
    return found


def expressions(value: Any) -> Iterator[str]:
    """Every expression in a part of a template, as written."""
    if isinstance(value, str):
        if is_expression(value):
            yield value
    elif isinstance(value, dict):
        for name, held in value.items():
            if is_expression(name):
                yield name
            yield from expressions(held)
    elif isinstance(value, list):
        for held in value:
            yield from expressions(held)
