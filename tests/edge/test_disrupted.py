"""A wire with faults: what its client sees."""

from typing import NoReturn

import pytest

from nameplate.core.errors import Unauthorized
from nameplate.disruption.fault import STATUSES, Fault
from nameplate.disruption.spec import parse_fault
from nameplate.edge.disrupted import DisruptedHosts, DisruptedWire
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.tokens import shortening
from tests.fakes.asgi import Answer, ask, scope
from tests.fakes.clock import FakeClock
from tests.fakes.wires import FakeWire

CHALLENGE = 'Bearer error="insufficient_claims"'


class Always:
    """Meets every request with one fault."""

    def __init__(self, text: str | None) -> None:
        self._fault = None if text is None else parse_fault(text)

    async def meeting(self, request: Request) -> Fault | None:
        return self._fault

    def challenge(self, request: Request) -> Unauthorized:
        return Unauthorized("Unauthorized", "again", headers=[("WWW-Authenticate", CHALLENGE)])


class World:
    def __init__(self, fault: str | None) -> None:
        self.wire = FakeWire()
        self.wire.instant = Response(200, b"from memory")
        self.clock = FakeClock(1_790_000_000)
        self.slept: list[float] = []
        self.disrupted = DisruptedWire(self.wire, Always(fault), self.clock, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def ask(self) -> Answer:
        return await ask(Door(HostTable({"contoso.example": self.disrupted})), scope())


@pytest.mark.parametrize("status", STATUSES)
async def test_a_status_leaves_in_the_shape_of_the_wire(status: int) -> None:
    world = World(f"vault:{status}")

    answer = await world.ask()

    assert answer.status == status
    assert list(answer.json()) == ["fake"]
    assert answer.header("retry-after") is None
    assert world.wire.requests == []


@pytest.mark.parametrize(
    ("key", "header", "value"),
    [
        ("retry-after=7", "retry-after", "7"),
        ("retry-after-ms=250", "retry-after-ms", "250"),
        ("retry-after-date=60", "retry-after", "Mon, 21 Sep 2026 14:14:20 GMT"),
    ],
)
async def test_when_to_come_back(key: str, header: str, value: str) -> None:
    assert (await World(f"vault:429,{key}").ask()).header(header) == value


async def test_a_gateway_answers_in_plain_text() -> None:
    answer = await World("vault:503,body=text,retry-after=1").ask()

    assert (answer.status, answer.body) == (503, b"503 Service Unavailable\n")
    assert answer.header("content-type") == "text/plain"
    assert answer.header("retry-after") == "1"


async def test_a_slow_answer_is_the_same_but_later() -> None:
    world = World("vault:slow,seconds=0.5")

    assert (await world.ask()).status == 200
    assert world.slept == [0.5]
    assert len(world.wire.requests) == 1


async def test_a_token_is_issued_for_a_moment() -> None:
    seen: list[int | None] = []

    class Issuing(FakeWire):
        async def handle(self, request: Request) -> Response:
            seen.append(shortening.limit())
            return await super().handle(request)

    disrupted = DisruptedWire(Issuing(), Always("token:expiring,seconds=9"), FakeClock())
    await disrupted.handle(Request("GET", "/"))

    assert seen == [9]


async def test_a_challenge_is_sent() -> None:
    answer = await World("vault:claims-challenge").ask()

    assert answer.status == 401
    assert answer.header("www-authenticate") == CHALLENGE


async def test_a_connection_that_is_reset_has_no_answer() -> None:
    door = Door(HostTable({"contoso.example": World("vault:reset").disrupted}))

    assert await door.answer(scope(), _never, _never) is None


async def test_a_request_that_no_fault_meets_is_answered_as_always() -> None:
    """The long way: what is ready in memory would pass the faults by."""
    world = World(None)

    assert (await world.ask()).json()["wire"] == "fake"


def test_only_wires_with_faults_are_met_through_them() -> None:
    one, two = FakeWire("one"), FakeWire("two")
    table = HostTable({"one.example": one, "two.example": two}, default=two)

    def wrap(wire: Wire) -> Wire:
        return DisruptedWire(wire, Always(None), FakeClock()) if wire is one else wire

    hosts = DisruptedHosts(table, wrap)

    assert isinstance(hosts.find("one.example"), DisruptedWire)
    assert hosts.find("two.example") is two
    assert hosts.find("elsewhere.example") is two
    assert hosts.serves("one.example")
    assert hosts.default is two


async def _never(*_: object) -> NoReturn:
    raise AssertionError("nothing is received or sent")


async def test_a_log_has_of_a_path_what_the_wire_itself_says() -> None:
    class Discreet(FakeWire):
        def logged_path(self, request: Request) -> str:
            return "discreet"

    disrupted = DisruptedWire(Discreet(), Always(None), FakeClock(0.0))
    assert disrupted.logged_path(Request("GET", "/geheim")) == "discreet"
