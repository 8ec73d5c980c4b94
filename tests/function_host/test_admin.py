"""The host's own API."""

import json
from typing import Any

import pytest

from nameplate_functions.admin import Admin, Facts
from nameplate_functions.functions import Function
from nameplate_functions.http_messages import Request
from nameplate_functions.keys import Keys
from nameplate_functions.library import Answer
from tests.function_host.making import function

KEYS = Keys("master", {"default": "host"}, {"hello": {"default": "own"}})
HELLO = function("hello", trigger="httpTrigger", route="hi")
WORK = function("work")


class Stand:
    """The API, and what was begun through it."""

    def __init__(self, *, keys: Keys | None = KEYS, listens: bool = True) -> None:
        self.begun: list[tuple[str, str]] = []
        self._listens = listens
        self.admin = Admin(
            {"hello": HELLO, "work": WORK},
            keys,
            facts=lambda: Facts(site="web1", state="Running", uptime=5, errors=("one",)),
            run=self._run,
            prefix="api",
        )

    async def _run(self, each: Function, text: str) -> bool:
        self.begun.append((each.name, text))
        return self._listens

    async def ask(
        self, path: str, method: str = "GET", *, key: str = "master", body: bytes = b""
    ) -> Answer:
        headers = {"x-functions-key": key, "host": "web1.example"}
        return await self.admin.answer(Request(method, path, "", headers, "https", body))

    async def document(self, path: str) -> Any:
        answer = await self.ask(path)
        assert answer.status == 200
        return json.loads(answer.body)


async def test_ping_asks_for_no_key() -> None:
    assert (await Stand().ask("admin/host/ping", key="")).status == 200


@pytest.mark.parametrize("key", ["", "host", "own", "wrong"])
async def test_the_rest_asks_for_the_master_key(key: str) -> None:
    for path in ("admin/host/status", "admin/functions", "admin/nothing", "admin"):
        assert (await Stand().ask(path, key=key)).status == 401


async def test_without_keys_nobody_is_let_in() -> None:
    assert (await Stand(keys=None).ask("admin/host/status", key="")).status == 401


async def test_how_the_host_is() -> None:
    status = await Stand().document("admin/host/status")

    assert (status["id"], status["state"], status["errors"]) == ("web1", "Running", ["one"])


async def test_the_functions() -> None:
    hello, work = await Stand().document("admin/functions")

    assert hello["name"] == "hello"
    assert hello["invoke_url_template"] == "https://web1.example/api/hi"
    assert hello["href"] == "https://web1.example/admin/functions/hello"
    assert work["config"]["bindings"] == [
        {"name": "given", "type": "queueTrigger", "direction": "in"}
    ]
    assert (await Stand().document("admin/functions/Work"))["name"] == "work"


async def test_the_keys() -> None:
    stand = Stand()

    assert (await stand.document("admin/host/keys"))["keys"][0]["value"] == "host"
    assert (await stand.document("admin/functions/hello/keys"))["keys"][0]["value"] == "own"
    assert (await stand.document("admin/host/systemkeys/_master"))["value"] == "master"


@pytest.mark.parametrize(
    ("body", "text"), [(b'{"input": "x"}', "x"), (b'{"input": {"a": 1}}', '{"a": 1}'), (b"", "")]
)
async def test_a_function_is_begun(body: bytes, text: str) -> None:
    stand = Stand()

    answer = await stand.ask("admin/functions/work", "POST", body=body)

    assert answer.status == 202
    assert stand.begun == [("work", text)]


@pytest.mark.parametrize(
    ("path", "method", "body", "status"),
    [
        ("admin/functions/work", "POST", b"{", 400),
        ("admin/functions/work", "POST", b"[]", 400),
        ("admin/functions/hello", "POST", b"{}", 400),
        ("admin/functions/nobody", "POST", b"{}", 404),
        ("admin/functions/work", "DELETE", b"", 404),
        ("admin/functions/work/other", "GET", b"", 404),
        ("admin/host/other", "GET", b"", 404),
    ],
)
async def test_what_is_asked_wrongly(path: str, method: str, body: bytes, status: int) -> None:
    assert (await Stand().ask(path, method, body=body)).status == status


async def test_a_function_that_nobody_listens_for_cannot_be_begun() -> None:
    stand = Stand(listens=False)

    assert (await stand.ask("admin/functions/work", "POST", body=b"{}")).status == 503
