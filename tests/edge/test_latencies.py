"""How long answers take, in buckets."""

import pytest

from nameplate.edge.latencies import MINUTES, Latencies
from tests.fakes.clock import FakeClock


def _noted(latencies: Latencies, clock: FakeClock, wire: str, *milliseconds: float) -> None:
    for each in milliseconds:
        begun = latencies.begin()
        clock.advance(each / 1000)
        latencies.note(wire, begun)


def test_percentiles_are_right_to_a_twentieth() -> None:
    clock = FakeClock(0.0)
    latencies = Latencies(clock)
    _noted(latencies, clock, "vault", *([1.0] * 60), *([10.0] * 34), *([100.0] * 6))
    (vault,) = latencies.last_hour()
    assert (vault.wire, vault.whole.count) == ("vault", 100)
    assert vault.whole.half == pytest.approx(1_000, rel=0.05)
    assert vault.whole.most == pytest.approx(100_000, rel=0.05)


def test_minutes_and_wires_are_apart() -> None:
    clock = FakeClock(60_000.0)
    latencies = Latencies(clock)
    _noted(latencies, clock, "vault", 1)
    clock.advance(120)
    _noted(latencies, clock, "authority", 1, 1)
    authority, vault = latencies.last_hour()
    assert len(vault.minutes) == MINUTES
    assert [each.count for _, each in vault.minutes][-3:] == [1, 0, 0]
    assert [each.count for _, each in authority.minutes][-3:] == [0, 0, 2]
    assert vault.minutes[-3][0] == 60_000.0


def test_what_is_older_than_an_hour_is_forgotten() -> None:
    clock = FakeClock(0.0)
    latencies = Latencies(clock)
    for _ in range(2 * MINUTES):
        _noted(latencies, clock, "vault", 1)
        clock.advance(60)
    assert sum(each.count for _, each in latencies.last_hour()[0].minutes) <= MINUTES
    clock.advance(3_600)
    assert latencies.last_hour() == []


@pytest.mark.parametrize("milliseconds", [0.0, 1e-6, 1e9])
def test_extremes_have_a_bucket(milliseconds: float) -> None:
    clock = FakeClock(0.0)
    latencies = Latencies(clock)
    begun = latencies.begin()
    clock.advance(milliseconds / 1000)
    latencies.note("vault", begun)
    assert latencies.last_hour()[0].whole.count == 1
