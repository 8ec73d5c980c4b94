"""The host's own API below ``/admin``: how it is, its functions, and running those without HTTP.

All of it but ``ping`` asks for the master key.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from nameplate_functions import key_api, library
from nameplate_functions.functions import RETURN, Binding, Function
from nameplate_functions.http_messages import Request, json_answer
from nameplate_functions.keys import AuthLevel, Keys
from nameplate_functions.library import Answer

Run = Callable[[Function, str], Awaitable[bool]]
"""Begins a function without HTTP trigger, with a text as its value; whether it listens."""
PREFIX: Final = "admin/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the host says about itself."""

    site: str
    state: str
    uptime: int
    """Milliseconds."""
    errors: tuple[str, ...] = ()


class Admin:
    """Answers what is asked below ``/admin``."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        keys: Keys | None,
        *,
        facts: Callable[[], Facts],
        run: Run,
        prefix: str,
    ) -> None:
        self._functions = {name.lower(): each for name, each in functions.items()}
        self._keys = keys
        self._facts = facts
        self._run = run
        self._prefix = prefix

    async def answer(self, request: Request) -> Answer:
        spelled = [unquote(each) for each in request.raw_path.strip("/").split("/")][1:]
        words = [each.lower() for each in spelled]
        if words == ["host", "ping"] and request.method in ("GET", "POST"):
            return Answer(200)
        keys = self._keys
        if keys is None or keys.level(request.key, None) < AuthLevel.ADMIN:
            return Answer(401)
        match request.method, words:
            case "GET", ["host", "status"]:
                return json_answer(200, _status(self._facts()))
            case _, ["host", "keys", *_]:
                return key_api.answer(request, keys, None, spelled[2:])
            case _, ["host", "systemkeys", *rest]:
                return key_api.answer_system(request, keys, rest)
            case "GET", ["functions"]:
                return json_answer(200, [self._describe(each, request) for each in self._all()])
            case _, ["functions", name, *_] if name in self._functions:
                return await self._function(request, self._functions[name], spelled[2:], keys=keys)
        return Answer(404)

    async def _function(
        self, request: Request, function: Function, rest: list[str], *, keys: Keys
    ) -> Answer:
        match request.method, [each.lower() for each in rest]:
            case "GET", []:
                return json_answer(200, self._describe(function, request))
            case "GET", ["status"]:
                return json_answer(200, {})
            case _, ["keys", *_]:
                return key_api.answer(request, keys, function.name, rest[1:])
            case "POST", []:
                return await self._begin(request, function)
        return Answer(404)

    async def _begin(self, request: Request, function: Function) -> Answer:
        try:
            document = json.loads(request.body or b"{}")
        except ValueError:
            return Answer(400)
        if not isinstance(document, dict) or function.trigger.type == "httpTrigger":
            return Answer(400)
        given = document.get("input", "")
        text = given if isinstance(given, str) else json.dumps(given)
        return Answer(202 if await self._run(function, text) else 503)

    def _all(self) -> list[Function]:
        return [self._functions[name] for name in sorted(self._functions)]

    def _describe(self, function: Function, request: Request) -> dict[str, Any]:
        root = request.url.partition("/admin/")[0]
        described: dict[str, Any] = {
            "name": function.name,
            "script_href": f"{root}/admin/vfs/site/wwwroot/{function.script}",
            "href": f"{root}/admin/functions/{function.name}",
            "language": "python",
            "isDisabled": False,
            "isDirect": False,
            "config": {
                "name": function.name,
                "scriptFile": function.script,
                "language": "python",
                "bindings": [_binding(each) for each in function.bindings],
            },
        }
        if function.trigger.type == "httpTrigger":
            own = function.trigger.text("route", function.name).strip("/")
            path = "/".join(each for each in (self._prefix, own) if each)
            described["invoke_url_template"] = f"{root}/{path}"
        return described


def _binding(binding: Binding) -> dict[str, Any]:
    return {
        "name": binding.name,
        "type": binding.type,
        "direction": "out" if binding.output or binding.name == RETURN else "in",
        **binding.options,
    }


def _status(facts: Facts) -> dict[str, Any]:
    return {
        "id": facts.site,
        "state": facts.state,
        "version": f"azure-functions {library.VERSION}",
        "processUptime": facts.uptime,
        **({"errors": list(facts.errors)} if facts.errors else {}),
    }
