"""Progress: lines once each, a table drawn over itself."""

import io

from nameplate.cli.deployment_operations import Operation
from nameplate.cli.deployment_progress import Lines, Silence, Table
from tests.fakes.clock import FakeClock


def operation(name: str, state: str, seconds: float | None = None) -> Operation:
    return Operation(
        operation_id=name,
        kind="Create",
        state=state,
        target=f"/{name}",
        type="Microsoft.Web/sites",
        name=name,
        seconds=seconds,
        message=None,
    )


def test_each_operation_is_told_once_when_it_has_ended() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    lines.show([operation("a", "Running"), operation("b", "Succeeded", 1.25)])
    lines.show([operation("a", "Failed", 2), operation("b", "Succeeded", 1.25)])
    assert stream.getvalue() == (
        "Succeeded: Microsoft.Web/sites b (1.2 s)\nFailed: Microsoft.Web/sites a (2.0 s)\n"
    )


def test_the_table_is_drawn_over_the_last_one_and_counts_what_runs() -> None:
    stream, clock = io.StringIO(), FakeClock(100.0)
    table = Table(stream, clock, columns=80, lines=24)
    table.show([operation("a", "Running")])
    clock.advance(3)
    table.show([operation("a", "Running"), operation("b", "Succeeded", 0.5)])
    first, _, second = stream.getvalue().partition("\x1b[2F")
    assert first == (
        "\x1b[JState    Duration  Name  Type\nRunning  0.0 s     a     Microsoft.Web/sites\n"
    )
    assert second.splitlines()[1:] == [
        "Running    3.0 s     a     Microsoft.Web/sites",
        "Succeeded  0.5 s     b     Microsoft.Web/sites",
    ]


def test_a_small_terminal_shows_what_failed_what_runs_and_what_ended_last() -> None:
    stream = io.StringIO()
    table = Table(stream, FakeClock(0.0), columns=36, lines=6)
    states = {"a": "Succeeded", "b": "Running", "c": "Failed", "d": "Succeeded"}
    table.show([operation(name, state, 1) for name, state in states.items()])
    lines = stream.getvalue().removeprefix("\x1b[J").splitlines()
    assert [line.split()[3] for line in lines[1:-1]] == ["c", "b", "d"]
    assert lines[-1] == "All: 2 Succeeded, 1 Running, 1 Fail"
    assert max(map(len, lines)) == 35


def test_an_empty_list_wipes_the_table() -> None:
    stream = io.StringIO()
    table = Table(stream, FakeClock(0.0), columns=80, lines=24)
    table.show([operation("a", "Running")])
    table.show([])
    assert stream.getvalue().endswith("\x1b[2F\x1b[J")


def test_silence_says_nothing() -> None:
    Silence().show([operation("a", "Failed")])
