"""Reading a document's members as Azure's deserializer does: by name in any casing, by type."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from nameplate.template.errors import located, parse_failed
from nameplate.template.functions.words import type_name
from nameplate.template.json_reader import DEPTH_LIMIT
from nameplate.template.marks import JsonArray, JsonObject, Mark, Source, element, mark_of, member

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "Object": (dict,),
    "Array": (list,),
    "String": (str,),
    "Integer": (int,),
    "Boolean": (bool,),
    "Any": (object,),
}


def members(holder: JsonObject, what: str, known: Collection[str]) -> dict[str, str]:
    """Each known member that is there, by its proper name, as it is spelled here.

    An unknown member is refused with the name of ``what`` it is a member of.
    """
    proper = {name.lower(): name for name in known}
    found: dict[str, str] = {}
    for spelled in holder:
        name = proper.get(spelled.lower())
        if name is None:
            mark = mark_of(holder, spelled)
            raise parse_failed(
                located(f"Could not find member '{spelled}' on object of type '{what}'.", mark),
                mark,
            )
        found[name] = spelled
    return found


def member_of(holder: Any, name: str) -> Any:
    """A member in any casing, ``None`` where there is none, or no object."""
    if not isinstance(holder, Mapping):
        return None
    if name in holder:
        return holder[name]
    lower = name.lower()
    return next((value for key, value in holder.items() if key.lower() == lower), None)


def spelled(holder: Any, name: str) -> str | None:
    """How a member is spelled here, ``None`` where there is none, or no object."""
    if not isinstance(holder, Mapping):
        return None
    if name in holder:
        return name
    lower = name.lower()
    return next((key for key in holder if key.lower() == lower), None)


def required(holder: JsonObject, name: str, kind: str) -> Any:
    """A member that must be there and of a type."""
    value = optional(holder, name, kind)
    if value is None:
        raise parse_failed(
            located(f"Required property '{name}' not found in JSON.", holder.mark), holder.mark
        )
    return value


def optional(holder: JsonObject, name: str, kind: str) -> Any:
    """A member of a type, ``None`` where there is none or where it is null."""
    key = spelled(holder, name)
    if key is None or holder[key] is None:
        return None
    return typed(holder[key], kind, mark_of(holder, key))


def typed(value: Any, kind: str, mark: Mark) -> Any:
    """The same value, refused when it is of another type."""
    fits = isinstance(value, _KINDS[kind]) and (
        kind in ("Boolean", "Any") or not isinstance(value, bool)
    )
    if not fits:
        raise parse_failed(
            located(f"Expected a value of type '{kind}', but found '{type_name(value)}'.", mark),
            mark,
        )
    return value


def placed(value: Any, path: str = "") -> Any:
    """Plain JSON as a document: the same values, with paths but without lines."""
    try:
        return _placed(value, path, Source(""))
    except RecursionError:
        raise parse_failed(f"The reader's MaxDepth of {DEPTH_LIMIT} has been exceeded.") from None


def _placed(value: Any, path: str, source: Source) -> Any:
    if isinstance(value, JsonObject | JsonArray):
        return value
    if isinstance(value, Mapping):
        made = JsonObject(source, 0, path)
        made.update(
            {name: _placed(held, member(path, name), source) for name, held in value.items()}
        )
        return made
    if isinstance(value, list):
        listed = JsonArray(source, 0, path)
        listed.extend(_placed(held, element(path, at), source) for at, held in enumerate(value))
        return listed
    return value
