"""Which part answers a request."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from nameplate_functions.admin import Admin, Facts
from nameplate_functions.door import Door
from nameplate_functions.functions import Function
from nameplate_functions.host_json import HttpOptions
from nameplate_functions.http_functions import HttpFunctions
from nameplate_functions.keys import Keys
from tests.function_host.making import Caller, function

KEYS = Keys("master", {}, {})


async def _never(function: Function, text: str) -> bool:
    return False


def door(*routes: str, problem: str = "", homepage: bool = True) -> Door:
    admin = Admin(
        {},
        KEYS,
        facts=lambda: Facts(site="a", state="Running", uptime=0),
        run=_never,
        prefix="api",
    )
    functions = [
        function("a", trigger="httpTrigger", route=each, authLevel="anonymous") for each in routes
    ]
    http = HttpFunctions(functions, HttpOptions(route_prefix=""), keys=KEYS, invoker=Caller())
    return Door(
        admin,
        None if problem else http,
        problem=problem,
        homepage=homepage,
        headers={"X-All": "yes"},
        limit=10,
    )


async def ask(
    made: Door, path: str, method: str = "GET", body: bytes = b""
) -> tuple[int, bytes, dict[bytes, bytes]]:
    sent: list[MutableMapping[str, Any]] = []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "headers": [],
    }

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await made(scope, receive, send)
    return sent[0]["status"], sent[1]["body"], dict(sent[0]["headers"])


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/a", "GET", 200),
        ("/a", "POST", 200),
        ("/b", "GET", 404),
        ("/", "GET", 200),
        ("/", "POST", 404),
        ("/admin/host/ping", "GET", 200),
        ("/Admin/host/status", "GET", 401),
        ("/admin", "GET", 401),
        ("/administrators", "GET", 404),
    ],
)
async def test_who_answers(path: str, method: str, status: int) -> None:
    assert (await ask(door("a"), path, method))[0] == status


async def test_every_answer_has_the_apps_headers() -> None:
    for path in ("/a", "/b", "/", "/admin"):
        assert (await ask(door("a"), path))[2][b"x-all"] == b"yes"


async def test_a_function_may_take_everything_but_the_hosts_own() -> None:
    everything = door("{*rest}")

    assert (await ask(everything, "/"))[1] == b"a"
    assert (await ask(everything, "/any/thing"))[1] == b"a"
    assert (await ask(everything, "/admin/host/status"))[0] == 401


async def test_the_home_page_can_be_switched_off() -> None:
    assert (await ask(door(homepage=False), "/"))[0] == 204


async def test_a_broken_app_says_why_and_is_still_managed() -> None:
    broken = door(problem="no module named x")

    status, body, _ = await ask(broken, "/a")

    assert status == 503
    assert b"no module named x" in body
    assert (await ask(broken, "/admin/host/ping"))[0] == 200


async def test_a_body_over_the_limit_is_refused() -> None:
    assert (await ask(door("a"), "/a", "POST", b"x" * 11))[0] == 413
    assert (await ask(door("a"), "/a", "POST", b"x" * 10))[0] == 200
