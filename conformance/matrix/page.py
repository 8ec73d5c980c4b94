"""``docs/conformance.md``: the declarations and the results as tables. Nothing of a machine."""

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.matrix.building import ROOT
from conformance.matrix.declared import FAULTS, SELECTORS, Client, Gap, cells
from conformance.matrix.results import Kept, Results
from conformance.matrix.verdict import Cell, declared_cells

FILE: Final = ROOT / "docs" / "conformance.md"

_INTRODUCTION: Final = """\
# Conformance

Which clients find a managed identity here, unmodified, by every source and in every mode.
`make conformance` runs them and writes this page; it fails where the page and the run differ.

A cell of a selector is six checks: a token is got and is the meant identity's, a wrong id is
refused, a secret is written, read and found in a list of several pages, and a vault that is closed
answers 403. *429* and *503* are an answer with `Retry-After` from the token endpoint and another
from the vault, which the client has to wait out by itself; they are tried in the first mode of a
source, because a client does not see the mode.

✅ every check passed · ❌ these failed · (1) the client cannot: note 1 below its table names its
file and line · ✅ (1) passed but for what note 1 says · *not run*: no machine had its toolchain.

Sources are those of `run --source` ([sources](sources.md)), modes those of `run --mode`. In direct
mode the vault has a name of our own and a port, and the identity endpoint is that of proxy mode.
"""
_HEADINGS: Final = {
    "client-id": "client id",
    "object-id": "object id",
    "resource-id": "resource id",
}
_COLUMNS: Final = (*SELECTORS, *FAULTS)
_TITLES: Final = {"throttled": "429", "unavailable": "503", **_HEADINGS}


def text(clients: Sequence[Client], results: Results) -> str:
    """The whole page."""
    parts = [_INTRODUCTION, _summary(clients, results)]
    heading = None
    for client in clients:
        if client.heading != heading:
            heading = client.heading
            parts.append(f"## {heading}\n")
        parts.append(_client(client, results.get(client.name)))
    return "\n".join(parts)


def _summary(clients: Sequence[Client], results: Results) -> str:
    rows = ["| language | client | checks passed | explained | failed |", "|---|---|---|---|---|"]
    for client, anchor in zip(clients, _anchors(clients), strict=True):
        kept = results.get(client.name)
        passed, explained, failed = counts(client, kept)
        link = f"[{client.title}](#{anchor})"
        good = str(passed) if kept is not None else "*not run*"
        rows.append(f"| {client.heading} | {link} | {good} | {explained} | {failed} |")
    return "\n".join((*rows, ""))


def counts(client: Client, kept: Kept | None) -> tuple[int, int, int]:
    """A client's checks: passed, explained, failed."""
    gaps = [gap for _, gap in declared_cells(client)]
    explained = sum(gap is not None for gap in gaps)
    failed = len(kept.failed) if kept is not None else 0
    return len(gaps) - explained - failed, explained, failed


def _client(client: Client, kept: Kept | None) -> str:
    notes: list[Gap] = []
    lines = [f"### {client.title}", "", _versions(client), ""]
    titles = (_TITLES.get(each, each) for each in _COLUMNS)
    lines += [f"| source | mode | {' | '.join(titles)} |", "|---" * (len(_COLUMNS) + 2) + "|"]
    every = dict(declared_cells(client))
    for source, mode in client.places():
        row = (
            _shown({cell: every[cell] for cell in asked if cell in every}, kept, notes)
            for asked in _columns(client, source, mode)
        )
        lines.append(f"| {source} | {mode} | {' | '.join(row)} |")
    lines.append("")
    for number, gap in enumerate(notes, 1):
        lines.append(f"{number}. {gap.reason} (`{gap.cites}`)")
    return "\n".join((*lines, "") if notes else lines)


def _versions(client: Client) -> str:
    """What was run."""
    versions = ", ".join(client.packages) or "No package: the program of the machine"
    without = "" if client.vault_sdk or not client.packages else "; the vault by plain HTTP"
    return f"{versions}{without}."


def _columns(client: Client, source: str, mode: str) -> Iterator[list[Cell]]:
    """The cells of each column of a row; those of faults may not be there."""
    for column in _COLUMNS:
        pairs = [pair for pair in cells() if pair[0] == column] or [("none", column)]
        yield [Cell(client.name, source, mode, selector, step) for selector, step in pairs]


def _shown(found: dict[Cell, Gap | None], kept: Kept | None, notes: list[Gap]) -> str:
    """One cell of a table."""
    if not found:
        return "as above"
    numbers = sorted({_number(gap, notes) for gap in found.values() if gap is not None})
    noted = [f"({number})" for number in numbers]
    tried = any(gap is None for gap in found.values())
    failed = sorted(cell.step for cell in found if kept is not None and cell in kept.failed)
    if failed:
        return " ".join(("❌", ", ".join(failed), *noted))
    if not tried:
        return " ".join(noted)
    return " ".join(("✅" if kept is not None else "*not run*", *noted))


def _number(gap: Gap, notes: list[Gap]) -> int:
    if gap not in notes:
        notes.append(gap)
    return notes.index(gap) + 1


def _anchors(clients: Sequence[Client]) -> Iterator[str]:
    """Where each client's heading is linked to: one that was there before gets a number."""
    seen: list[str] = []
    for client in clients:
        for title in dict.fromkeys((client.heading, client.title)):
            letters = (each for each in title.lower() if each.isalnum() or each in " -_")
            anchor = "".join(letters).replace(" ", "-")
            if title == client.title or anchor not in seen:
                seen.append(anchor)
        times = seen.count(seen[-1]) - 1
        yield f"{seen[-1]}-{times}" if times else seen[-1]
