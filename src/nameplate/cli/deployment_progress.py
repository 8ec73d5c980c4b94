"""What a person sees while a deployment runs: a live table on a terminal, else a line per event."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from nameplate.cli.deployment_operations import Operation
from nameplate.core.clock import Clock


class Progress(Protocol):
    """Is told of the operations again and again."""

    def show(self, operations: Sequence[Operation]) -> None: ...


class Silence:
    """Says nothing: for ``--only-show-errors``."""

    def show(self, operations: Sequence[Operation]) -> None:
        pass


@dataclass
class Lines:
    """One line for each operation that has ended."""

    stream: TextIO
    _told: set[str] = field(default_factory=set)

    def show(self, operations: Sequence[Operation]) -> None:
        for each in operations:
            if each.ended and each.type and each.operation_id not in self._told:
                self._told.add(each.operation_id)
                print(_line(each), file=self.stream, flush=True)


def _line(each: Operation) -> str:
    took = f" ({each.seconds:.1f} s)" if each.seconds is not None else ""
    return f"{each.state}: {each.type} {each.name}{took}"


@dataclass
class Table:
    """Every operation with its state, drawn over the last drawing."""

    stream: TextIO
    clock: Clock
    columns: int
    lines: int
    _drawn: int = 0
    _since: dict[str, float] = field(default_factory=dict)

    def show(self, operations: Sequence[Operation]) -> None:
        rows = self._rows([each for each in operations if each.type])
        back = f"\x1b[{self._drawn}F" if self._drawn else ""
        text = "".join(f"{row[: self.columns - 1]}\n" for row in rows)
        self.stream.write(f"{back}\x1b[J{text}")
        self.stream.flush()
        self._drawn = len(rows)

    def _rows(self, operations: Sequence[Operation]) -> list[str]:
        """A header and as many as there is room for: what failed, what runs, what ended last."""
        if not operations:
            return []
        room, ordered = max(self.lines - 3, 1), list(operations)
        if len(operations) > room:
            ordered.reverse()
            ordered.sort(key=lambda each: (not each.failed, each.ended))
        cells = [
            {"state": each.state, "type": each.type, "name": each.name, "time": self._time(each)}
            for each in ordered[:room]
        ]
        more = [_counted(operations)] if len(operations) > len(cells) else []
        return [*_aligned([_HEADER, *cells]), *more]

    def _time(self, each: Operation) -> str:
        now = self.clock.now()
        since = self._since.setdefault(each.operation_id, now)
        seconds = each.seconds if each.ended and each.seconds is not None else now - since
        return f"{seconds:.1f} s"


_HEADER = {"state": "State", "time": "Duration", "name": "Name", "type": "Type"}
"""In the order of the columns: what a narrow terminal cuts off is the least of it."""


def _counted(operations: Sequence[Operation]) -> str:
    counts = Counter(each.state for each in operations)
    return f"All: {', '.join(f'{number} {state}' for state, number in counts.items())}"


def _aligned(rows: Sequence[Mapping[str, str]]) -> list[str]:
    widths = {name: max(len(row[name]) for row in rows) for name in _HEADER}
    return ["  ".join(row[name].ljust(widths[name]) for name in _HEADER).rstrip() for row in rows]
