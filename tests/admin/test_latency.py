"""Percentiles over HTTP."""

from nameplate.admin.latency import LatencyApi
from nameplate.edge.latencies import Latencies
from tests.admin.desk import Desk, read
from tests.fakes.clock import FakeClock


async def test_the_last_hour_of_each_wire() -> None:
    clock = FakeClock(120.0)
    latencies = Latencies(clock)
    begun = latencies.begin()
    clock.advance(0.002)
    latencies.note("vault", begun)
    (vault,) = read(await Desk(*LatencyApi(latencies).routes()).send("GET", "/latency"))["value"]
    assert (vault["wire"], vault["count"]) == ("vault", 1)
    assert 1_900 < vault["half"] < 2_100
    assert vault["minutes"][-1]["time"] == "1970-01-01T00:02:00Z"
    assert vault["minutes"][-1]["count"] == 1
