"""Object functions."""

from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.culture import order_key
from nameplate.template.functions.function import Function
from nameplate.template.functions.words import expect, is_int, is_object, is_text, see, type_name
from nameplate.template.json_reader import JsonFault, read_json


def create_object(*pairs: Any) -> dict[str, Any]:
    """Names must be strings; a name given twice keeps its last value."""
    if len(pairs) % 2:
        raise ExpressionFault(
            "Unable to evaluate template language function 'createObject'. The number of "
            f"parameters must be even: names and values. {see('createObject')}"
        )
    made: dict[str, Any] = {}
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        if not is_text(name):
            raise ExpressionFault(
                "The template language function 'createObject' expects each name to be a string. "
                f"The provided value is of type '{type_name(name)}'. {see('createObject')}"
            )
        made[name] = value
    return made


def items(value: Any) -> list[dict[str, Any]]:
    """Sorted by name, as Azure does, in the invariant culture's order."""
    expect("items", value, "object")
    return [{"key": name, "value": value[name]} for name in sorted(value, key=order_key)]


def object_keys(value: Any) -> list[str]:
    expect("objectKeys", value, "object")
    return sorted(value, key=order_key)


def from_json(text: Any) -> Any:
    expect("json", text, "string")
    return parsed("json", text)


def parsed(function: str, text: str) -> Any:
    """The value of a JSON text that a function was given."""
    try:
        return read_json(text)
    except JsonFault as fault:
        raise ExpressionFault(
            f"The template language function '{function}' parameter is not valid. The provided "
            f"value cannot be parsed: '{fault.message}'. {see(function)}"
        ) from None


def shallow_merge(values: Any) -> dict[str, Any]:
    expect("shallowMerge", values, "array")
    merged: dict[str, Any] = {}
    for value in values:
        expect("shallowMerge", value, "object")
        merged.update(value)
    return merged


def try_get(value: Any, *path: Any) -> Any:
    """What a path of names and indices leads to, null where it ends early."""
    for key in path:
        if is_object(value) and is_text(key):
            value = _find(value, key)
        elif isinstance(value, list) and is_int(key):
            value = value[key] if 0 <= key < len(value) else None
        else:
            return None
    return value


def _find(value: dict[str, Any], name: str) -> Any:
    if name in value:
        return value[name]
    lower = name.lower()
    return next((held for key, held in value.items() if key.lower() == lower), None)


FUNCTIONS: Final = (
    Function(
        name="createObject",
        family="Object",
        summary="an object of names and values that take turns",
        apply=create_object,
        carries=True,
        holds=True,
    ),
    Function(
        name="items",
        family="Object",
        summary="an object's members as `key` and `value`, sorted by key",
        apply=items,
        least=1,
        most=1,
    ),
    Function(
        name="objectKeys",
        family="Object",
        summary="an object's names, sorted",
        apply=object_keys,
        least=1,
        most=1,
    ),
    Function(
        name="json",
        family="Object",
        summary="the value that a JSON text holds",
        apply=from_json,
        least=1,
        most=1,
    ),
    Function(name="null", family="Object", summary="null", apply=lambda: None, most=0),
    Function(
        name="shallowMerge",
        family="Object",
        summary="an array's objects as one, later members replacing earlier ones",
        apply=shallow_merge,
        least=1,
        most=1,
        carries=True,
    ),
    Function(
        name="tryGet",
        family="Object",
        summary="what a path of names and indices leads to, else null",
        apply=try_get,
        least=2,
        carries=True,
    ),
)
