"""The numbers that the house promises, and how a run stands to each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.pages import PAGES

Numbers = Mapping[str, float]
"""Medians of a run by name (``measure`` writes them); what could not be measured is not there."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise: a number made of a run's medians, and its bound."""

    promise: str
    needs: tuple[str, ...]
    number: Callable[[Numbers], float]
    bound: float
    unit: str = ""
    at_least: bool = False

    def value(self, numbers: Numbers) -> float | None:
        """Its number in this run; ``None`` when something was not measured."""
        if any(name not in numbers for name in self.needs):
            return None
        return self.number(numbers)

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


GOALS: Final = (
    Goal(
        "a warm token costs at most 1.5 times the CPU of Go's net/http with the same answer",
        ("warm.cpu", "go.cpu"),
        lambda run: run["warm.cpu"] / run["go.cpu"],
        1.5,
    ),
    Goal(
        "a warm token costs at most a tenth of a fresh one",
        ("warm.cpu", "fresh.cpu"),
        lambda run: run["warm.cpu"] / run["fresh.cpu"],
        0.1,
    ),
    Goal(
        "fresh tokens come at least at twice oidc-provider's rate",
        ("fresh.rate", "oidc.rate"),
        lambda run: run["fresh.rate"] / run["oidc.rate"],
        2.0,
        at_least=True,
    ),
    Goal(
        "a secret is read with every check at least 10,000 times a second on one core",
        ("secret.rate",),
        lambda run: run["secret.rate"],
        10_000,
        unit="/s",
        at_least=True,
    ),
    Goal(
        "the proxy adds at most 2 ms to an exchange (p50)",
        ("proxy.p50", "direct.p50"),
        lambda run: (run["proxy.p50"] - run["direct.p50"]) * 1e3,
        2.0,
        unit=" ms",
    ),
    Goal(
        "the proxy adds at most 2 ms to a new connection (p50)",
        ("proxy.opening", "direct.opening"),
        lambda run: (run["proxy.opening"] - run["direct.opening"]) * 1e3,
        2.0,
        unit=" ms",
    ),
    Goal(
        "the proxy keeps nine tenths of direct throughput",
        ("proxy.throughput", "direct.throughput"),
        lambda run: run["proxy.throughput"] / run["direct.throughput"],
        0.9,
        at_least=True,
    ),
    Goal(
        "an idle server takes less than 55 MB (PSS)",
        ("idle.pss",),
        lambda run: run["idle.pss"],
        55,
        unit=" MB",
    ),
    Goal(
        "run -- curl of a token on a warm home takes at most 200 ms",
        ("run.wall",),
        lambda run: run["run.wall"] * 1e3,
        200,
        unit=" ms",
    ),
    Goal(
        "the pytest fixture starts in under a second",
        ("suite.start",),
        lambda run: run["suite.start"] * 1e3,
        1000,
        unit=" ms",
    ),
    Goal(
        "a test with it costs under 2 ms more than one that does nothing",
        ("suite.each",),
        lambda run: run["suite.each"] * 1e3,
        2.0,
        unit=" ms",
    ),
    Goal(
        "a template of 800 resources takes at most 1.5 times as long for each as one of 100",
        ("evaluated.800.each.best", "evaluated.100.each.best"),
        lambda run: run["evaluated.800.each.best"] / run["evaluated.100.each.best"],
        1.5,
    ),
    Goal(
        "a first page of the portal takes the server at most 50 ms (10,000 apps, 1,000,000 events)",
        tuple(f"page.{name}" for name in PAGES),
        lambda run: max(run[f"page.{name}"] for name in PAGES) * 1e3,
        50,
        unit=" ms",
    ),
    Goal(
        "so it does the first time that it is asked for, under up",
        tuple(f"first.{name}" for name in PAGES),
        lambda run: max(run[f"first.{name}"] for name in PAGES) * 1e3,
        50,
        unit=" ms",
    ),
    Goal(
        "no page of the portal is over 100 kB",
        tuple(f"{kind}.{name}.size" for kind in ("page", "first") for name in PAGES),
        lambda run: max(run[f"{kind}.{name}.size"] for kind in ("page", "first") for name in PAGES),
        100,
        unit=" kB",
    ),
)
