"""A run as a person reads it, and as a program does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.goals import GOALS, Numbers
from benchmarks.hosting import APPS
from benchmarks.large_template import EXPRESSIONS
from benchmarks.measure import APPS as CROWD
from benchmarks.measure import EVENTS, LARGE, NAMES, SIZES, Run
from benchmarks.pages import PAGES

MANY = f"{CROWD:,} apps and {EVENTS:,} events"

_OTHERS = {
    "direct.p50": ("exchange over TLS, direct, p50", 1e6, "us"),
    "proxy.p50": ("exchange over TLS, through the proxy, p50", 1e6, "us"),
    "direct.opening": ("new connection and exchange, direct, p50", 1e3, "ms"),
    "proxy.opening": ("new connection and exchange, through the proxy, p50", 1e3, "ms"),
    "direct.throughput": ("throughput over TLS, direct", 1e-6, "MB/s"),
    "proxy.throughput": ("throughput over TLS, through the proxy", 1e-6, "MB/s"),
    "run.wall": ("nameplate run -- curl of a token, warm home, wall", 1e3, "ms"),
    "run.wall.best": ("the same, its best round", 1e3, "ms"),
    "run.cpu": ("nameplate run -- curl of a token, warm home, CPU", 1e3, "ms"),
    "python.wall": ("python -c pass beside it, wall", 1e3, "ms"),
    "secret.rate.best": ("secret GET, its best round", 1, "/s"),
    **{
        f"evaluated.{size}.each": (f"template of {size} resources evaluated, CPU each", 1e3, "ms")
        for size in SIZES
    },
    f"evaluated.{LARGE}": (f"{LARGE * EXPRESSIONS:,} expressions evaluated, CPU", 1e3, "ms"),
    "suite.start": ("the pytest fixture's start, wall", 1e3, "ms"),
    "suite.start.cpu": ("the same, CPU", 1e3, "ms"),
    "suite.each": ("a test with the fixture, beside one that does nothing, wall", 1e3, "ms"),
    "suite.each.cpu": ("the same, CPU", 1e3, "ms"),
    "deployed.rate": (f"template of {LARGE} resources deployed", 1, "resources/s"),
    "idle.pss": ("memory of up, idle, PSS", 1, "MB"),
    "idle.uss": ("memory of up, idle, its own alone", 1, "MB"),
    "hosted.start": (f"{APPS} apps created and running, together", 1, "s"),
    "hosted.pss": ("memory of a hosted idle app beside its own process, PSS", 1, "MB"),
    "loaded.pss": ("memory of up after the load, PSS", 1, "MB"),
    **{
        f"page.{name}": (f"portal, first page of {address}, CPU", 1e3, "ms")
        for name, address in PAGES.items()
    },
    **{
        f"page.{name}.wall": (f"portal, first page of {address}, wall", 1e3, "ms")
        for name, address in PAGES.items()
    },
    "crowd.ready": (f"up ready: {MANY}", 1, "s"),
    "crowd.idle": ("the same when nobody asks, of a core", 1e2, "%"),
    **{
        f"first.{name}": (f"up, asked for the first time, {address}, CPU", 1e3, "ms")
        for name, address in PAGES.items()
    },
    "crowd.filled": (f"a home filled by the store: {MANY}", 1, "s"),
}


def document(run: Run, machine: dict[str, str]) -> dict[str, Any]:
    """Everything, for a file."""
    numbers = run.numbers()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine,
        "medians": numbers,
        "rounds": {
            **{
                f"{name}.{what}": [getattr(sample, attribute) for sample in samples]
                for name, samples in run.samples.items()
                for what, attribute in (("rate", "rate"), ("cpu", "cpu_us"))
            },
            **run.values,
        },
        "goals": [
            {"promise": goal.promise, "value": value, "bound": goal.bound, "met": goal.met(value)}
            for goal in GOALS
            if (value := goal.value(numbers)) is not None
        ],
        "skipped": run.skipped,
    }


def tables(run: Run) -> str:
    """The tables of a run, in Markdown."""
    numbers = run.numbers()
    parts = [
        "\n".join(_http(run, numbers)),
        "\n".join(_others(numbers)),
        "\n".join(_goals(numbers)),
    ]
    if run.skipped:
        parts.append("\n".join(f"Skipped {name}: {why}" for name, why in run.skipped.items()))
    return "\n\n".join(part for part in parts if part)


def page(run: Run, machine: dict[str, str], introduction: str) -> str:
    """The page that is kept in ``docs``."""
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    facts = "; ".join(f"{name}: {value}" for name, value in machine.items())
    return f"{introduction}\nMeasured {date}. {facts}.\n\n{tables(run)}\n"


def write(path: Path, content: dict[str, Any]) -> None:
    """Keep a run's numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")


def _http(run: Run, numbers: Numbers) -> Iterator[str]:
    yield "| one core, 32 connections (TLS 64) | /s | CPU us each | of Go's | p50 us | p99 us |"
    yield "|---|---|---|---|---|---|"
    go = numbers.get("go.cpu")
    for name, label in NAMES.items():
        if name not in run.samples:
            continue
        cpu = numbers[f"{name}.cpu"]
        ratio = f"{cpu / go:.2f}" if go else ""
        yield (
            f"| {label} | {numbers[f'{name}.rate']:,.0f} | {cpu:.1f} | {ratio} | "
            f"{numbers[f'{name}.p50']:,.0f} | {numbers[f'{name}.p99']:,.0f} |"
        )


def _others(numbers: Numbers) -> Iterator[str]:
    yield "| measured | median |"
    yield "|---|---|"
    for name, (label, factor, unit) in _OTHERS.items():
        if name in numbers:
            yield f"| {label} | {numbers[name] * factor:,.1f} {unit} |"


def _goals(numbers: Numbers) -> Iterator[str]:
    yield "| promise | this run | |"
    yield "|---|---|---|"
    for goal in GOALS:
        value = goal.value(numbers)
        if value is None:
            yield f"| {goal.promise} | not measured | |"
        else:
            stands = "met" if goal.met(value) else "**missed**"
            yield f"| {goal.promise} | {value:,.2f}{goal.unit} | {stands} |"
