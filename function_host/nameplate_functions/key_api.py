"""Keys in the host's own API: listed, made, changed, removed. The caller has shown the master key.

Facts: "Key management API" of the host's wiki: PUT takes a value, POST makes one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nameplate_functions.http_messages import Request, json_answer
from nameplate_functions.keys import MASTER, Keys
from nameplate_functions.library import Answer


def answer(request: Request, keys: Keys, function: str | None, rest: Sequence[str]) -> Answer:
    """What stands below ``keys``, of a function or of the host."""
    held = keys.of(function)
    match request.method, list(rest):
        case "GET", []:
            return json_answer(200, _list(held))
        case "GET", [name] if name in held:
            return json_answer(200, _key(name, held[name]))
        case (("PUT" | "POST"), [name]):
            status = 200 if name in held else 201
            return _changed(request, status, name, lambda value: keys.put(function, name, value))
        case "DELETE", [name]:
            return _removed(keys, function, name)
    return Answer(404)


def answer_system(request: Request, keys: Keys, rest: Sequence[str]) -> Answer:
    """What stands below ``systemkeys``: the master key; extensions of this host have none."""
    match request.method, list(rest):
        case "GET", []:
            return json_answer(200, _list({}))
        case "GET", [name] if name == MASTER:
            return json_answer(200, _key(MASTER, keys.master))
        case (("PUT" | "POST"), [name]) if name == MASTER:
            return _changed(request, 200, MASTER, keys.change_master)
    return Answer(404)


def _changed(
    request: Request, status: int, name: str, change: Callable[[str | None], str]
) -> Answer:
    try:
        value = change(_value(request) if request.method == "PUT" else None)
    except ValueError as problem:
        return json_answer(400, {"message": str(problem)})
    except OSError as problem:
        return json_answer(500, {"message": f"keys cannot be kept: {problem.strerror}"})
    return json_answer(status, _key(name, value))


def _removed(keys: Keys, function: str | None, name: str) -> Answer:
    try:
        return Answer(204 if keys.remove(function, name) else 404)
    except OSError as problem:
        return json_answer(500, {"message": f"keys cannot be kept: {problem.strerror}"})


def _value(request: Request) -> str | None:
    """The value that a body gives. Raises ``ValueError``."""
    document = json.loads(request.body or b"{}")
    value = document.get("value") if isinstance(document, dict) else document
    if value is not None and not isinstance(value, str):
        raise ValueError("a key's value is a text")
    return value


def _key(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "links": []}


def _list(keys: Mapping[str, str]) -> dict[str, Any]:
    return {"keys": [{"name": name, "value": value} for name, value in keys.items()], "links": []}
