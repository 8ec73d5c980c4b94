"""Array functions; those that also take strings treat them as arrays of characters."""

from collections.abc import Hashable, Iterable
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.comparison import identity, same
from nameplate.template.functions.function import Function
from nameplate.template.functions.words import (
    INT64,
    expect,
    expect_one_of,
    is_array,
    is_int,
    is_object,
    is_text,
    see,
    type_name,
)

RANGE_LIMIT: Final = 10_000


def array(value: Any) -> list[Any]:
    return value if is_array(value) else [value]


def create_array(*values: Any) -> list[Any]:
    return list(values)


def first(value: Any) -> Any:
    expect_one_of("first", value, "an array or a string", ("array", "string"))
    if is_text(value):
        return value[:1]
    return value[0] if value else None


def last(value: Any) -> Any:
    expect_one_of("last", value, "an array or a string", ("array", "string"))
    if is_text(value):
        return value[-1:]
    return value[-1] if value else None


def _counted(function: str, value: Any, count: Any) -> int:
    expect_one_of(function, value, "an array or a string", ("array", "string"))
    if not is_int(count):
        raise ExpressionFault(
            f"The template language function '{function}' expects its second parameter to be an "
            f"integer. The provided value is of type '{type_name(count)}'. {see(function)}"
        )
    return max(count, 0)


def take(value: Any, count: Any) -> Any:
    return value[: _counted("take", value, count)]


def skip(value: Any, count: Any) -> Any:
    return value[_counted("skip", value, count) :]


def flatten(value: Any) -> list[Any]:
    expect("flatten", value, "array")
    for held in value:
        expect("flatten", held, "array")
    return [item for held in value for item in held]


def spread(start: Any, count: Any) -> list[int]:
    """``range``: at most 10,000 integers."""
    if not is_int(start) or not is_int(count):
        raise ExpressionFault(
            "The template language function 'range' expects its parameters to be integers. The "
            f"provided value is of type '{type_name(start)}' and '{type_name(count)}'. "
            f"{see('range')}"
        )
    if not 0 <= count <= RANGE_LIMIT:
        raise ExpressionFault(
            f"The template language function 'range' expects a count from 0 to {RANGE_LIMIT}. The "
            f"provided value is '{count}'. {see('range')}"
        )
    if start + count > 2_147_483_647 or start not in INT64:
        raise ExpressionFault(
            "The template language function 'range' expects the sum of its parameters not to "
            f"exceed 2147483647. {see('range')}"
        )
    return list(range(start, start + count))


def _alike(function: str, values: tuple[Any, ...]) -> bool:
    """Whether all are arrays; all objects are not. Anything else is refused."""
    if all(map(is_array, values)):
        return True
    if all(map(is_object, values)):
        return False
    given = ", ".join(f"'{type_name(value)}'" for value in values)
    raise ExpressionFault(
        f"The template language function '{function}' expects either arrays or objects as "
        f"parameters. The provided values are of type {given}. {see(function)}"
    )


def union(*values: Any) -> Any:
    if _alike("union", values):
        return _distinct(held for value in values for held in value)
    merged: dict[str, Any] = {}
    for value in values:
        merged = merge(merged, value)
    return merged


def merge(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Objects are merged into one another, anything else is replaced."""
    merged = dict(base)
    for name, value in other.items():
        held = merged.get(name)
        both = is_object(held) and is_object(value)
        merged[name] = merge(held, value) if both else value  # type: ignore[arg-type]  # both
    return merged


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Each value once, in the order in which it first comes."""
    found: dict[Hashable, Any] = {}
    for value in values:
        found.setdefault(identity(value), value)
    return list(found.values())


def intersection(*values: Any) -> Any:
    head, *rest = values
    if _alike("intersection", values):
        others = [set(map(identity, other)) for other in rest]
        return _distinct(held for held in head if all(identity(held) in other for other in others))
    return {
        name: held
        for name, held in head.items()
        if all(name in other and same(held, other[name]) for other in rest)
    }


def _from_end(function: str, value: Any, index: Any) -> int:
    expect(function, value, "array")
    if not is_int(index):
        raise ExpressionFault(
            f"The template language function '{function}' expects its second parameter to be an "
            f"integer. The provided value is of type '{type_name(index)}'. {see(function)}"
        )
    return len(value) - index


def index_from_end(value: Any, index: Any) -> Any:
    at = _from_end("indexFromEnd", value, index)
    if not 0 <= at < len(value):
        raise ExpressionFault(
            f"The language expression property array index '{index}' is out of bounds"
        )
    return value[at]


def try_index_from_end(value: Any, index: Any) -> Any:
    if value is None:
        return None
    at = _from_end("tryIndexFromEnd", value, index)
    return value[at] if 0 <= at < len(value) else None


def _array(
    name: str,
    summary: str,
    apply: Any,
    least: int,
    most: int | None,
    *,
    holds: bool = False,
    deep: bool = False,
) -> Function:
    return Function(
        name=name,
        family="Array",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        carries=True,
        holds=holds,
        deep=deep,
    )


FUNCTIONS: Final = (
    _array("array", "an array of the one value", array, 1, 1, holds=True),
    _array("createArray", "an array of the values", create_array, 0, None, holds=True),
    _array("first", "the first element or character", first, 1, 1),
    _array("last", "the last element or character", last, 1, 1),
    _array("take", "so many elements or characters from the start", take, 2, 2),
    _array("skip", "what is left after so many", skip, 2, 2),
    _array("flatten", "the elements of an array's arrays", flatten, 1, 1),
    _array(
        "union", "arrays without repetition, or objects merged in depth", union, 2, None, deep=True
    ),
    _array("indexFromEnd", "an element counted from the end, 1 the last", index_from_end, 2, 2),
    _array("tryIndexFromEnd", "the same, null when there is none", try_index_from_end, 2, 2),
    Function(
        name="range",
        family="Array",
        summary="so many integers from a start",
        apply=spread,
        least=2,
        most=2,
    ),
    Function(
        name="intersection",
        family="Array",
        summary="what arrays, or objects, have in common",
        apply=intersection,
        least=2,
        deep=True,
    ),
)
