"""How functions name types and refuse arguments."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeGuard

from nameplate.template.errors import ExpressionFault

_LINK: Final = "Please see https://aka.ms/arm-template-expressions#{} for usage details."
INT64: Final = range(-(2**63), 2**63)


def type_name(value: Any) -> str:
    """A value's type as Azure's messages name it."""
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case int():
            return "Integer"
        case float():
            return "Float"
        case str():
            return "String"
        case list():
            return "Array"
        case _:
            return "Object"


def is_int(value: Any) -> TypeGuard[int]:
    """Whether a value is an integer (a boolean is none)."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    "string": is_text,
    "integer": is_int,
    "array": is_array,
    "object": is_object,
    "boolean": lambda value: isinstance(value, bool),
}


def see(function: str) -> str:
    """The link that ends most messages."""
    return _LINK.format(function)


def expect(function: str, value: Any, kind: str) -> None:
    """Refuse a single argument of another type."""
    if not _KINDS[kind](value):
        raise ExpressionFault(
            f"The template language function '{function}' expects its parameter to be of type "
            f"'{kind.capitalize()}'. The provided value is of type '{type_name(value)}'. "
            f"{see(function)}"
        )


def expect_all(function: str, values: Sequence[Any], kinds: Sequence[str]) -> None:
    """Refuse arguments when any has another type."""
    if all(_KINDS[kind](value) for value, kind in zip(values, kinds, strict=False)):
        return
    wanted = " and ".join(kinds)
    given = " and ".join(f"'{type_name(value)}'" for value in values)
    raise ExpressionFault(
        f"The template language function '{function}' expects its parameters to be of type "
        f"{wanted}. The provided value is of type {given}. {see(function)}"
    )


def expect_one_of(function: str, value: Any, words: str, kinds: Sequence[str]) -> None:
    """Refuse an argument that is none of several types."""
    if not any(_KINDS[kind](value) for kind in kinds):
        raise ExpressionFault(
            f"The template function '{function}' expects its parameter to be {words}. The provided "
            f"value is of type '{type_name(value)}'. {see(function)}"
        )


def in_int64(value: int) -> int:
    """Refuse a result that .NET's integer cannot hold."""
    if value not in INT64:
        raise ExpressionFault("Arithmetic operation resulted in an overflow.")
    return value


def shortened(value: Any) -> str:
    """An argument in a message, not longer than is readable."""
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}..."
