"""What is told: each difference with its id, what was accepted and why, and the last line."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
ACCEPTED: Final = HERE / "accepted.toml"
DOCUMENT: Final = HERE.parent.parent / "docs" / "fidelity.md"
BEGIN: Final = "<!-- accepted differences: written by python -m tests.fidelity --write-docs -->"
END: Final = "<!-- end of accepted differences -->"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One played exchange and what differed."""

    id: str
    sequence: str
    operation: str
    differences: tuple[str, ...]
    left_out: str | None = None
    """The type that is not served (or why else it is counted apart)."""

    @property
    def equal(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some recorded exchanges are answered otherwise, on purpose or for now."""

    title: str
    reason: str
    ids: tuple[str, ...]


def read_accepted(file: Path = ACCEPTED) -> tuple[Reason, ...]:
    """The reasons, in the file's order."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Reason(entry["title"], " ".join(entry["reason"].split()), tuple(entry["ids"]))
        for entry in document.get("accepted", ())
    )


def by_id(reasons: Sequence[Reason]) -> dict[str, Reason]:
    return {id_: reason for reason in reasons for id_ in reason.ids}


def lines(outcomes: Sequence[Outcome], accepted: Mapping[str, Reason]) -> list[str]:
    """The report; the last line is ``N of M equal``. An accepted difference is not equal.

    What is left out is told by type and counts in neither number.
    """
    told = []
    apart = Counter(o.left_out for o in outcomes if o.left_out is not None)
    played = [each for each in outcomes if each.left_out is None]
    for outcome in played:
        if outcome.equal:
            if outcome.id in accepted:
                told.append(f"{outcome.id}: equal; take it off {ACCEPTED.name}")
            continue
        reason = accepted.get(outcome.id)
        mark = f" [accepted: {reason.title}]" if reason else ""
        told.append(f"{outcome.id} {outcome.operation} ({outcome.sequence}){mark}")
        told.extend(f"    {difference}" for difference in outcome.differences)
    equal = sum(outcome.equal for outcome in played)
    unexplained = sum(not o.equal and o.id not in accepted for o in played)
    told.extend(f"left out: {count} of {name}" for name, count in sorted(apart.items()))
    told.append(f"not served: {apart.total()}")
    told.append(f"{unexplained} not equal without a reason")
    told.append(f"{equal} of {len(played)} equal")
    return told


def section(reasons: Sequence[Reason]) -> str:
    """The part of ``docs/fidelity.md`` that the accepted differences fill."""
    parts = [BEGIN, ""]
    for reason in reasons:
        parts += [
            f"### {reason.title}",
            "",
            reason.reason,
            "",
            f"Records: {', '.join(reason.ids)}.",
        ]
        parts.append("")
    return "\n".join([*parts, END])


def with_section(document: str, reasons: Sequence[Reason]) -> str:
    """The document with its part renewed."""
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{section(reasons)}{after}"
