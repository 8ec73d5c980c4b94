"""A host in this process: its listeners, its end. In a process of its own: ``test_program``."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nameplate_functions.clock import SystemClock
from nameplate_functions.functions import RETURN, Binding, Function
from nameplate_functions.host import Host
from nameplate_functions.host_json import HostJson, QueueOptions
from nameplate_functions.loading import Loaded
from nameplate_functions.server import listen
from nameplate_functions.settings import Settings
from tests.fakes.storage_account import FakeStorage
from tests.function_host.making import function, journal, until_said


@dataclass
class Stand:
    """A host that serves."""

    host: Host
    storage: FakeStorage
    port: int
    data: Path
    said: Any

    async def get(self, path: str) -> str:
        def read() -> str:
            address = f"http://127.0.0.1:{self.port}/{path}"
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())

        return await asyncio.to_thread(read)


@asynccontextmanager
async def serving(
    folder: Path, *functions: Function, failure: str = "", **settings: str
) -> AsyncIterator[Stand]:
    clock = SystemClock()
    storage = FakeStorage(clock)
    voice, out = journal(clock)
    loaded = Loaded(
        folder,
        Settings({"AzureWebJobsStorage__accountName": "acme", **settings}),
        HostJson(queues=QueueOptions(base64=False)),
        voice,
        threading.local(),
        functions,
        failure=failure,
    )
    listener = listen(0)
    host = Host(loaded, folder / "data", storage=storage, clock=clock)
    task = asyncio.create_task(host.serve(listener))
    stand = Stand(host, storage, listener.getsockname()[1], folder / "data", out)
    await until_said(out, "Host started")
    try:
        yield stand
    finally:
        host.stop()
        await asyncio.wait_for(task, 20)
        listener.close()


async def test_a_request_becomes_a_message_and_a_message_a_call(tmp_path: Path) -> None:
    """Everything together: HTTP, queue output, queue trigger, a blob."""
    seen = asyncio.Event()
    loop = asyncio.get_running_loop()

    def order(given: Any, msg: Any) -> str:
        msg.set(json.dumps({"id": given.params["id"]}))
        return "ordered"

    def fulfil(given: Any) -> str:
        loop.call_soon_threadsafe(seen.set)
        return f"receipt of {given.get_json()['id']}"

    http = function(
        "order",
        order,
        trigger="httpTrigger",
        route="order",
        authLevel="anonymous",
        outputs=(
            Binding(RETURN, "http", output=True),
            Binding("msg", "queue", output=True, options={"queueName": "orders"}),
        ),
    )
    receipt = Binding(RETURN, "blob", output=True, options={"path": "receipts/{id}"})
    queue = function("fulfil", fulfil, queueName="%QUEUE%", outputs=(receipt,))

    async with serving(tmp_path, http, queue, QUEUE="orders") as stand:
        assert await stand.get("api/order?id=7") == "ordered"
        await asyncio.wait_for(seen.wait(), 20)

    assert stand.storage.opened.kept == {"receipts/7": b"receipt of 7"}
    assert stand.storage.queues["orders"].texts == []
    assert stand.said.getvalue().rstrip().endswith("Host stopped")


async def test_a_timer_listens_in_the_apps_zone(tmp_path: Path) -> None:
    tick = function("tick", trigger="timerTrigger", schedule="0 0 0 1 1 *", runOnStartup=True)

    async with serving(tmp_path, tick, WEBSITE_TIME_ZONE="Asia/Tokyo") as stand:
        await until_said(stand.said, "Executed")

    assert "+09:00', Id=" in stand.said.getvalue()
    state = json.loads((tmp_path / "data" / "Timers" / "tick.json").read_text())
    assert state["Next"].endswith("-12-31T15:00:00+00:00")


async def test_listeners_that_cannot_start_are_told(tmp_path: Path) -> None:
    lost = [
        function("a", trigger="timerTrigger", schedule="never"),
        function("b", trigger="timerTrigger", schedule="%NOBODY%"),
        function("c", queueName="q", connection="Nobody"),
    ]

    async with serving(tmp_path, *lost) as stand:
        assert "up and running" in await stand.get("")

    for name in "abc":
        assert f"The listener for function '{name}' was unable to start" in stand.said.getvalue()


async def test_a_zone_that_is_none_is_told(tmp_path: Path) -> None:
    tick = function("tick", trigger="timerTrigger", schedule="0 * * * * *")

    async with serving(tmp_path, tick, WEBSITE_TIME_ZONE="Nowhere") as stand:
        assert "WEBSITE_TIME_ZONE: 'Nowhere'" in stand.said.getvalue()


async def test_a_folder_that_cannot_hold_keys_breaks_the_app(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    async with serving(tmp_path, function("a", queueName="q")) as stand:
        assert "keys cannot be kept" in stand.said.getvalue()
        assert not stand.storage.queues


async def test_a_route_that_cannot_be_read_breaks_the_app(tmp_path: Path) -> None:
    async with serving(tmp_path, function("a", trigger="httpTrigger", route="{")) as stand:
        assert "'a' function is in error" in stand.said.getvalue()


async def test_a_number_of_threads_that_is_none_is_told(tmp_path: Path) -> None:
    async with serving(tmp_path, PYTHON_THREADPOOL_THREAD_COUNT="many") as stand:
        assert "PYTHON_THREADPOOL_THREAD_COUNT" in stand.said.getvalue()
        assert stand.host.stuck == 0
