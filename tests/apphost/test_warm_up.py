"""When a process is warm: any answer, or those that its app asks for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from nameplate.apphost.health import START_PATH
from nameplate.apphost.instances import Event, Instance
from nameplate.apphost.wanted import Configured
from nameplate.apphost.warm_up import PATH, STATUSES, Rule, WarmUpFailed, rule_of, warm
from tests.apphost.test_hosted_app import QUICK, WANTED, until
from tests.fakes.clock import FakeClock


@dataclass
class App:
    """Answers with statuses in their order, the last one for ever."""

    instance: Instance
    statuses: list[int]
    asked: list[str]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(line.split()[1].decode())
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        writer.write(b"HTTP/1.1 %d Fine\r\nContent-Length: 0\r\n\r\n" % status)
        writer.close()

    async def warm(self, rule: Rule, clock: FakeClock | None = None) -> None:
        await warm(self.instance, rule, clock=clock or FakeClock(), timing=QUICK)


@pytest.fixture
async def app() -> AsyncIterator[App]:
    ended: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
    found = App(Instance("web1#1", 0, "1", None, ended), [404], [])
    server = await asyncio.start_server(found.answer, "127.0.0.1", 0)
    found.instance.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


def configured(**settings: str) -> Rule:
    return rule_of(replace(WANTED, configured=Configured(settings, {})))


def test_rules_are_the_apps_own_then_its_health_then_any_answer() -> None:
    assert rule_of(WANTED) == Rule(START_PATH, None)
    healthy = replace(WANTED, health_path="/healthz")
    assert rule_of(healthy) == Rule("/healthz", frozenset(range(200, 300)), patient=True)
    assert configured(**{PATH: "warm", STATUSES: "200, 202,x"}) == Rule(
        "/warm", frozenset((200, 202))
    )
    assert configured(**{STATUSES: "200"}).path == "/"


async def test_any_answer_is_one(app: App) -> None:
    await app.warm(rule_of(WANTED))
    assert app.asked == [START_PATH]


async def test_a_status_that_the_app_does_not_list_fails_at_once(app: App) -> None:
    with pytest.raises(WarmUpFailed, match="/warm answered with status 404"):
        await app.warm(configured(**{PATH: "/warm", STATUSES: "200"}))
    assert app.asked == ["/warm"]


async def test_a_health_path_is_asked_until_it_is_well(app: App) -> None:
    app.statuses = [503, 503, 200]
    await app.warm(Rule("/healthz", frozenset((200,)), patient=True))
    assert len(app.asked) == 3


async def test_time_ends_patience(app: App) -> None:
    clock = FakeClock()
    told = asyncio.ensure_future(app.warm(Rule("/h", frozenset((200,)), patient=True), clock))
    await until(lambda: bool(app.asked))
    clock.advance(QUICK.start + 1)
    with pytest.raises(WarmUpFailed, match="/h answered with status 404 for 2 s"):
        await told
    with pytest.raises(WarmUpFailed, match="did not answer for 0 s"):
        await warm(app.instance, Rule("/", None), clock=clock, timing=replace(QUICK, start=0.0))


async def test_a_process_that_ends_is_not_waited_for(app: App) -> None:
    app.instance.ended.set_result({"code": 3, "signal": None})
    with pytest.raises(WarmUpFailed, match="exit status 3"):
        await app.warm(rule_of(WANTED))
