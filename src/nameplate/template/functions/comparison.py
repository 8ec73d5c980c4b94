"""Comparison functions."""

from collections.abc import Hashable
from typing import Any, Final, TypeGuard

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.culture import compare
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import is_text, type_name
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Call


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal in type and value; a float may equal an integer."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return type(left) is type(right) and bool(left == right)


def identity(value: Any) -> Hashable:
    """A key that two values share exactly when they are the same."""
    if isinstance(value, dict):
        return "o", frozenset((name, identity(held)) for name, held in value.items())
    if isinstance(value, list):
        return "a", tuple(map(identity, value))
    if _is_number(value):
        return "n", value
    return type(value).__name__, value


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ordered(function: str, left: Any, right: Any) -> int:
    if is_text(left) and is_text(right):
        return compare(left, right)
    if _is_number(left) and _is_number(right):
        return (left > right) - (left < right)
    if type(left) is type(right):
        raise ExpressionFault(
            f"The template language function '{function}' expects two parameters of type integer "
            f"or string. The function was invoked with values of type '{type_name(left)}'."
        )
    raise ExpressionFault(
        f"The template language function '{function}' expects two parameters of matching types. "
        f"The function was invoked with values of type '{type_name(left)}' and "
        f"'{type_name(right)}' that do not match."
    )


def less(left: Any, right: Any) -> bool:
    return _ordered("less", left, right) < 0


def less_or_equals(left: Any, right: Any) -> bool:
    return _ordered("lessOrEquals", left, right) <= 0


def greater(left: Any, right: Any) -> bool:
    return _ordered("greater", left, right) > 0


def greater_or_equals(left: Any, right: Any) -> bool:
    return _ordered("greaterOrEquals", left, right) >= 0


def coalesce(frame: Frame, call: Call) -> Any:
    """The first value that is not null; those after it are not evaluated."""
    for argument in call.arguments:
        value = frame.evaluate(argument)
        if value is not None:
            return value
    return None


def _comparison(name: str, summary: str, apply: Any) -> Function:
    return Function(
        name=name,
        family="Comparison",
        summary=summary,
        apply=apply,
        least=2,
        most=2,
        deep=True,
        slow=name != "equals",
    )


FUNCTIONS: Final = (
    Function(
        name="coalesce",
        family="Comparison",
        summary="the first value that is not null",
        apply=coalesce,
        least=1,
        sees=Sees.NODES,
    ),
    _comparison("equals", "whether two values of any type are equal; case matters", same),
    _comparison("less", "whether the first of two numbers or texts is less", less),
    _comparison("lessOrEquals", "whether it is less or the same", less_or_equals),
    _comparison("greater", "whether it is greater", greater),
    _comparison("greaterOrEquals", "whether it is greater or the same", greater_or_equals),
)
