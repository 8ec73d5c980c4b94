"""Functions that look for something in a string, an array or an object."""

from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.comparison import same
from nameplate.template.functions.composite_format import display
from nameplate.template.functions.culture import upper
from nameplate.template.functions.function import Function
from nameplate.template.functions.words import (
    expect_all,
    expect_one_of,
    is_array,
    is_object,
    is_text,
    see,
    type_name,
)


def starts_with(text: Any, start: Any) -> bool:
    expect_all("startsWith", (text, start), ("string", "string"))
    return upper(text).startswith(upper(start))


def ends_with(text: Any, end: Any) -> bool:
    expect_all("endsWith", (text, end), ("string", "string"))
    return upper(text).endswith(upper(end))


def index_of(container: Any, item: Any) -> int:
    if is_array(container):
        return next((at for at, held in enumerate(container) if same(held, item)), -1)
    expect_all("indexOf", (container, item), ("string", "string"))
    return upper(container).find(upper(item))


def last_index_of(container: Any, item: Any) -> int:
    if is_array(container):
        last = len(container) - 1
        return next((last - at for at, held in enumerate(container[::-1]) if same(held, item)), -1)
    expect_all("lastIndexOf", (container, item), ("string", "string"))
    return upper(container).rfind(upper(item))


def contains(container: Any, item: Any) -> bool:
    """Case matters in texts and arrays, not in an object's names."""
    if is_array(container):
        return any(same(held, item) for held in container)
    if is_object(container):
        _plain_item(container, item)
        wanted = display(item).lower()
        return any(name.lower() == wanted for name in container)
    if is_text(container):
        _plain_item(container, item)
        return display(item) in container
    raise ExpressionFault(
        "The template language function 'contains' expects its first parameter to be an object, an "
        f"array, or a string. The provided value is of type '{type_name(container)}'. "
        f"{see('contains')}"
    )


def _plain_item(container: Any, item: Any) -> None:
    if is_array(item) or is_object(item) or item is None:
        raise ExpressionFault(
            "The template language function 'contains' expects its second parameter to be a string "
            f"or an integer when the first is of type '{type_name(container)}'. The provided value "
            f"is of type '{type_name(item)}'. {see('contains')}"
        )


def empty(value: Any) -> bool:
    if value is None:
        return True
    expect_one_of("empty", value, "an object, an array, or a string", ("object", "array", "string"))
    return len(value) == 0


def length(value: Any) -> int:
    expect_one_of(
        "length", value, "an object, an array, or a string", ("object", "array", "string")
    )
    return len(value)


def _function(name: str, family: str, summary: str, apply: Any, count: int) -> Function:
    return Function(
        name=name,
        family=family,
        summary=summary,
        apply=apply,
        least=count,
        most=count,
        deep=count > 1,
    )


FUNCTIONS: Final = (
    _function("startsWith", "String", "whether text begins so, whatever the case", starts_with, 2),
    _function("endsWith", "String", "whether text ends so, whatever the case", ends_with, 2),
    _function(
        "indexOf",
        "Array",
        "where something first stands, else -1; case matters in arrays only",
        index_of,
        2,
    ),
    _function("lastIndexOf", "Array", "where something last stands, else -1", last_index_of, 2),
    _function(
        "contains", "Array", "whether a text, an array or an object's names hold it", contains, 2
    ),
    _function(
        "empty", "Array", "whether a text, an array or an object is empty, or null", empty, 1
    ),
    _function("length", "Array", "how many characters, elements or members", length, 1),
)
