"""Numeric functions: 64-bit integers, and floats where ``float`` made one."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import DOCUMENT, Function, Sees
from nameplate.template.functions.words import (
    expect_all,
    in_int64,
    is_array,
    is_int,
    is_text,
    see,
    shortened,
    type_name,
)
from nameplate.template.language.frame import Frame


def add(left: Any, right: Any) -> int:
    expect_all("add", (left, right), ("integer", "integer"))
    return in_int64(left + right)


def sub(left: Any, right: Any) -> int:
    expect_all("sub", (left, right), ("integer", "integer"))
    return in_int64(left - right)


def mul(left: Any, right: Any) -> int:
    expect_all("mul", (left, right), ("integer", "integer"))
    return in_int64(left * right)


def div(left: Any, right: Any) -> int:
    """Towards zero, as .NET divides."""
    _divisible("div", left, right)
    return in_int64(_quotient(left, right))


def mod(left: Any, right: Any) -> int:
    """The remainder of that division: its sign is the dividend's."""
    _divisible("mod", left, right)
    return int(left - right * _quotient(left, right))


def _divisible(function: str, left: Any, right: Any) -> None:
    expect_all(function, (left, right), ("integer", "integer"))
    if right == 0:
        raise ExpressionFault("Attempted to divide by zero.")


def _quotient(left: int, right: int) -> int:
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


def _extreme(function: str, values: tuple[Any, ...], choose: Callable[[Any], int]) -> int:
    numbers = values[0] if len(values) == 1 and is_array(values[0]) else list(values)
    if not numbers or not all(map(is_int, numbers)):
        given = ", ".join(sorted({f"'{type_name(number)}'" for number in numbers})) or "none"
        raise ExpressionFault(
            f"The template language function '{function}' expects its parameters to be integers or "
            f"an array of integers. The provided values are of type {given}. {see(function)}"
        )
    return choose(numbers)


def least(*values: Any) -> int:
    return _extreme("min", values, min)


def greatest(*values: Any) -> int:
    return _extreme("max", values, max)


def to_int(value: Any) -> int:
    """From an integer, a float (cut off) or decimal digits."""
    if is_int(value):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return in_int64(int(value))
    if not is_text(value):
        raise ExpressionFault(
            "The template language function 'int' expects its first parameter to be one of the "
            f"following types 'Integer, String'. The provided value is of type "
            f"'{type_name(value)}'. {see('int')}"
        )
    text = value.strip()
    bare = text[1:] if text[:1] in ("+", "-") else text
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 30):
        raise ExpressionFault(
            f"The template language function 'int' cannot convert provided value "
            f"'{shortened(value)}' to integer value. Please see https://aka.ms/arm-function-int "
            "for usage details."
        )
    return in_int64(int(text))


def to_float(value: Any) -> float:
    """From a number or a decimal text."""
    found = math.nan
    if is_text(value) and "_" not in value:
        with suppress(ValueError):
            found = float(value)
    elif is_int(value) or isinstance(value, float):
        with suppress(OverflowError):
            found = float(value)
    if not math.isfinite(found):
        raise ExpressionFault(
            f"The template language function 'float' cannot convert provided value "
            f"'{shortened(value)}' to float value. {see('float')}"
        )
    return found


def copy_index(frame: Frame, *arguments: Any) -> int:
    """The turn of the resource's own loop, or of the one named, maybe with an offset."""
    name, offset = "", 0
    match arguments:
        case []:
            pass
        case [str() as name]:
            pass
        case [str() as name, int() as offset]:
            pass
        case [int() as offset]:
            pass
        case _:
            raise ExpressionFault(
                "The template function 'copyIndex' expects the name of a loop and an offset. "
                "Please see https://aka.ms/arm-copy for usage details."
            )
    index = frame.copies.get(name.lower())
    if index is None:
        raise ExpressionFault(
            "The template function 'copyIndex' is not expected at this location. The function can "
            "only be used in a resource with copy specified. Please see https://aka.ms/arm-copy "
            "for usage details."
        )
    return index + offset


def _numeric(
    name: str, summary: str, apply: Any, fewest: int, most: int | None, **more: Any
) -> Function:
    return Function(
        name=name,
        family="Numeric",
        summary=summary,
        apply=apply,
        least=fewest,
        most=most,
        **more,
    )


FUNCTIONS: Final = (
    _numeric("add", "the sum of two integers", add, 2, 2),
    _numeric("sub", "the difference of two integers", sub, 2, 2),
    _numeric("mul", "the product of two integers", mul, 2, 2),
    _numeric("div", "the quotient of two integers, towards zero", div, 2, 2),
    _numeric("mod", "the remainder of that division", mod, 2, 2),
    _numeric("min", "the least of integers, or of an array of them", least, 1, None),
    _numeric("max", "the greatest of integers, or of an array of them", greatest, 1, None),
    _numeric("int", "an integer from text or a number", to_int, 1, 1),
    _numeric("float", "a float from text or a number", to_float, 1, 1),
    _numeric(
        "copyIndex",
        "the turn of a loop, from 0 or an offset",
        copy_index,
        0,
        2,
        sees=Sees.FRAME,
        places=DOCUMENT,
    ),
)
