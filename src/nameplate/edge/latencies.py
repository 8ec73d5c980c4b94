"""How long answers take: by wire and minute, of the last hour, in memory.

Counted in buckets of an eighth of a doubling, so that a percentile is right to 5 % and a minute
costs a fixed few bytes. Answers from ready bytes are not counted: there is nothing to wait for.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from nameplate.core.clock import Clock

MINUTES: Final = 60
_EIGHTHS: Final = 8
_BUCKETS: Final = 27 * _EIGHTHS  # up to two minutes
_HALF: Final = 0.5
_MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Latency:
    """How many answers there were, and within how many microseconds half and 95 % of them came."""

    count: int
    half: int
    most: int


@dataclass(frozen=True, slots=True)
class WireLatency:
    """A wire's last hour: as a whole, and minute by minute, the oldest first."""

    wire: str
    whole: Latency
    minutes: Sequence[tuple[float, Latency]]
    """When each began, in seconds since 1970."""


class Latencies:
    """Counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minutes: OrderedDict[int, dict[str, list[int]]] = OrderedDict()

    def begin(self) -> float:
        """The moment at which a request is there."""
        return self._clock.monotonic()

    def note(self, wire: str, begun: float) -> None:
        """Its answer is there now."""
        microseconds = (self._clock.monotonic() - begun) * 1e6
        bucket = min(_BUCKETS - 1, int(log2(max(1.0, microseconds)) * _EIGHTHS))
        minute = int(self._clock.now() // 60)
        wires = self._minutes.get(minute)
        if wires is None:
            wires = self._minutes[minute] = {}
            while len(self._minutes) > MINUTES:
                self._minutes.popitem(last=False)
        counts = wires.get(wire)
        if counts is None:
            counts = wires[wire] = [0] * _BUCKETS
        counts[bucket] += 1

    def last_hour(self) -> list[WireLatency]:
        """Every wire that answered, by name."""
        last = int(self._clock.now() // 60)
        shown = range(last - MINUTES + 1, last + 1)
        known = [self._minutes.get(minute, {}) for minute in shown]
        names = sorted({name for wires in known for name in wires})
        return [self._wire(name, shown, known) for name in names]

    def _wire(
        self, name: str, shown: Sequence[int], known: Sequence[dict[str, list[int]]]
    ) -> WireLatency:
        counts = [wires.get(name) for wires in known]
        whole = _summed(each for each in counts if each is not None)
        minutes = [
            (minute * 60.0, _latency(each) if each is not None else Latency(0, 0, 0))
            for minute, each in zip(shown, counts, strict=True)
        ]
        return WireLatency(name, _latency(whole), minutes)


def _summed(many: Iterable[Sequence[int]]) -> list[int]:
    whole = [0] * _BUCKETS
    for counts in many:
        whole = [one + other for one, other in zip(whole, counts, strict=True)]
    return whole


def _latency(counts: Sequence[int]) -> Latency:
    total = sum(counts)
    return Latency(total, _within(counts, total * _HALF), _within(counts, total * _MOST))


def _within(counts: Sequence[int], wanted: float) -> int:
    """The middle of the bucket in which so many are reached, in microseconds."""
    seen = 0
    for bucket, count in enumerate(counts):
        seen += count
        if count and seen >= wanted:
            return round(2 ** ((bucket + 0.5) / _EIGHTHS))
    return 0
