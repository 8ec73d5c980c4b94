"""Binding expressions: what stands in braces in the path of a blob or the name of a queue.

``{queueTrigger}``, ``{id}`` of a message's JSON, ``{rand-guid}``, ``{DateTime}``,
``{DateTime:yyyy-MM-dd}``, ``{sys.MethodName}``.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from nameplate_functions.failures import AppProblem

_BRACES: Final = re.compile(r"\{([^{}]+)\}")
_GUIDS: Final[dict[str, Callable[[uuid.UUID], str]]] = {
    "": str,
    "d": str,
    "n": lambda guid: guid.hex,
    "b": lambda guid: f"{{{guid}}}",
    "p": lambda guid: f"({guid})",
}
_PARTS: Final[dict[str, Callable[[datetime], str]]] = {
    "yyyy": lambda now: f"{now.year:04}",
    "yy": lambda now: f"{now.year % 100:02}",
    "MM": lambda now: f"{now.month:02}",
    "dd": lambda now: f"{now.day:02}",
    "HH": lambda now: f"{now.hour:02}",
    "mm": lambda now: f"{now.minute:02}",
    "ss": lambda now: f"{now.second:02}",
    "fff": lambda now: f"{now.microsecond // 1000:03}",
}
_DATE_PART: Final = re.compile("|".join(_PARTS))


def fill(
    text: str,
    data: Mapping[str, Any],
    *,
    now: datetime,
    guid: Callable[[], uuid.UUID] = uuid.uuid4,
) -> str:
    """Put values in the place of braces. Raises ``AppProblem`` for what nothing is known about."""

    def value(found: re.Match[str]) -> str:
        name, _, form = found[1].partition(":")
        match name.strip().lower():
            case "rand-guid" | "sys.randguid":
                if form.lower() not in _GUIDS:
                    raise AppProblem(f"'{found[0]}' asks for a GUID in a form that is not known")
                return _GUIDS[form.lower()](guid())
            case "datetime" | "sys.utcnow":
                return _date(now, form)
            case _:
                return _text(_lookup(name.strip(), data), found[0])

    return _BRACES.sub(value, text)


def _date(now: datetime, form: str) -> str:
    if not form:
        return f"{now:%Y-%m-%dT%H-%M-%SZ}"
    return _DATE_PART.sub(lambda found: _PARTS[found[0]](now), form)


def _lookup(name: str, data: Mapping[str, Any]) -> Any:
    """A value by its name, whole or step by step: ``customer.id``."""
    found = _member(data, name)
    if found is None and "." in name:
        found = data
        for step in name.split("."):
            found = _member(found, step) if isinstance(found, Mapping) else None
    return found


def _member(data: Mapping[str, Any], name: str) -> Any:
    if name in data:
        return data[name]
    return next((value for key, value in data.items() if key.lower() == name.lower()), None)


def _text(value: Any, braces: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise AppProblem(f"no value was found for '{braces}' in what triggered the function")
