"""HTTP triggers: routes, keys, bounds."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.functions import Function
from nameplate_functions.host_json import HttpOptions
from nameplate_functions.http_functions import HttpFunctions
from nameplate_functions.http_messages import Request
from nameplate_functions.keys import Keys
from tests.fakes.moments import settled
from tests.function_host.making import Caller, function

KEYS = Keys("master", {"default": "host"}, {"a": {"default": "own"}})


def http(name: str, **options: Any) -> Function:
    return function(name, trigger="httpTrigger", **options)


def made(
    *functions: Function, caller: Caller | None = None, options: HttpOptions | None = None
) -> HttpFunctions:
    return HttpFunctions(functions, options or HttpOptions(), keys=KEYS, invoker=caller or Caller())


def request(path: str, method: str = "GET", query: str = "", **headers: str) -> Request:
    return Request(method, path, query, headers, "http", b"")


async def status(functions: HttpFunctions, asked: Request) -> int | None:
    answer = await functions.answer(asked)
    return None if answer is None else answer.status


@pytest.mark.parametrize(
    ("level", "key", "expected"),
    [
        ("ANONYMOUS", "", 200),
        ("FUNCTION", "", 401),
        ("FUNCTION", "wrong", 401),
        ("FUNCTION", "own", 200),
        ("FUNCTION", "host", 200),
        ("FUNCTION", "master", 200),
        ("ADMIN", "own", 401),
        ("ADMIN", "host", 401),
        ("ADMIN", "master", 200),
    ],
)
async def test_who_may_call(level: str, key: str, expected: int) -> None:
    functions = made(http("a", route="a", authLevel=level))

    assert await status(functions, request("api/a", query=f"code={key}")) == expected


async def test_a_function_of_another_name_has_other_keys() -> None:
    functions = made(http("b", route="b"))

    assert await status(functions, request("api/b", query="code=own")) == 401


async def test_the_function_gets_the_request() -> None:
    caller = Caller()
    functions = made(http("a", route="items/{id:int}/{x?}", authLevel="anonymous"), caller=caller)
    asked = Request("POST", "api/items/7", "q=1", {"traceparent": "00-1"}, "http", b"{}")

    answer = await functions.answer(asked)

    assert answer is not None
    assert answer.body == b"a"
    (cause,) = caller.causes
    assert dict(cause.value.route_params) == {"id": "7"}
    assert dict(cause.value.params) == {"q": "1"}
    assert cause.value.get_json() == {}
    assert cause.data["id"] == "7"
    assert cause.trace_parent == "00-1"


async def test_the_prefix_may_be_another_or_none() -> None:
    function_a = http("a", route="a", authLevel="anonymous")

    bare = made(function_a, options=HttpOptions(route_prefix=""))
    other = made(function_a, options=HttpOptions(route_prefix="v1/x"))

    assert await status(bare, request("a")) == 200
    assert await status(other, request("v1/x/a")) == 200
    assert await status(other, request("api/a")) is None


async def test_methods_that_are_not_named_are_not_there() -> None:
    functions = made(http("a", route="a", methods=["GET"], authLevel="anonymous"))

    assert await status(functions, request("api/a", "HEAD")) is None
    assert await status(functions, request("api/a", "GET")) == 200


async def test_a_failure_is_500_without_words() -> None:
    functions = made(http("a", route="a", authLevel="anonymous"), caller=Caller(fails=1))

    answer = await functions.answer(request("api/a"))

    assert answer is not None
    assert (answer.status, answer.body) == (500, b"")


async def test_no_more_than_allowed_run_and_wait() -> None:
    caller, release = Caller(), asyncio.Event()
    caller.meanwhile = release.wait
    functions = made(
        http("a", route="a", authLevel="anonymous"),
        caller=caller,
        options=HttpOptions(max_outstanding=3, max_concurrent=2),
    )
    calls = [asyncio.create_task(status(functions, request("api/a"))) for _ in range(5)]
    await settled()
    assert len(caller.causes) == 2

    release.set()

    assert sorted(await asyncio.gather(*calls), key=str) == [200, 200, 200, 429, 429]
    assert await status(functions, request("api/a")) == 200


@pytest.mark.parametrize("options", [{"route": "a//b"}, {"route": "a", "authLevel": "SYSTEM"}])
def test_what_cannot_be_served_names_its_function(options: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(AppProblem, match="'broken' function is in error"):
        made(http("broken", **options))
