"""What became of each cell: what a client said, held against what the platform knows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.matrix.declared import FAULTS, Client, Gap, cells
from conformance.matrix.job import Job, Said
from conformance.matrix.stage import Identity


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One check of a client."""

    client: str
    source: str
    mode: str
    selector: str
    step: str

    def __str__(self) -> str:
        return f"{self.client} {self.source} {self.mode} {self.selector} {self.step}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cell that was tried: good, explained by a gap, or failed for a reason."""

    job: Job
    cell: Cell
    failure: str | None
    gap: Gap | None = None


def declared_cells(client: Client) -> Iterator[tuple[Cell, Gap | None]]:
    """Every cell of a client, and the gap that explains it if one does."""
    for source, mode in client.places():
        gaps = client.gaps_at(source, mode)
        found = list(cells())
        if client.faults_at(source, mode) or not client.runs_at(source, mode):
            found += [("none", fault) for fault in FAULTS]
        for selector, step in found:
            gap = next((each for each in gaps if each.explains(selector, step)), None)
            yield Cell(client.name, source, mode, selector, step), gap


def verdicts(said: Said, read: Callable[[str], str | None]) -> Iterator[Verdict]:
    """What became of the cells of one process; ``read`` reads a secret as the operator."""
    job = said.job
    gaps = job.client.gaps_at(job.source, job.mode)
    for selector, step in job.cells:
        gap = next((each for each in gaps if each.explains(selector, step)), None)
        failure = _failure(said, selector, step, read)
        yield Verdict(job, _cell(job, selector, step), _weighed(failure, gap, step), gap)


def _cell(job: Job, selector: str, step: str) -> Cell:
    return Cell(job.client.name, job.source, job.mode, selector, step)


def _weighed(failure: str | None, gap: Gap | None, step: str) -> str | None:
    """A gap explains a failure. What it explains and works all the same is out of date.

    Where a whole selector is explained its token decides: a client that refuses every id refuses a
    wrong one, too, and one that passes over an id opens the vault as somebody else.
    """
    if gap is None:
        return failure
    if failure is None and (step == "token" or gap.steps):
        return f"it works, and yet it is explained: {gap.reason}"
    return None


def _failure(said: Said, selector: str, step: str, read: Callable[[str], str | None]) -> str | None:
    """Why a cell is not good, if it is not."""
    report = said.lines.get((selector, step))
    if report is None:
        return f"the program reported nothing ({said.ended})"
    if report.get("ok") is not True:
        return str(report.get("detail") or "no detail")[:300]
    if said.unmet and step in FAULTS:
        return "a fault met no request"
    if step == "token":
        return _wrong_token(report, said, said.cast.chosen(said.job.source, selector))
    if step == "secret-set":
        told = next(each for each in said.document["selectors"] if each["name"] == selector)
        held = read(told["secret"])
        return None if held == told["content"] else f"the vault holds another value: {held}"
    return None


def _wrong_token(report: Mapping[str, Any], said: Said, identity: Identity) -> str | None:
    claims = report.get("claims") or {}
    expected = {"oid": identity.object_id}
    if identity.client_id is not None:
        expected["appid"] = identity.client_id
    if said.job.source != "workload-identity":  # a client's token, not the platform's
        expected["xms_mirid"] = identity.resource_id
    for name, value in expected.items():
        if str(claims.get(name, "")).lower() != value.lower():
            return f"the token's {name} is {claims.get(name)}, not {value}"
    resource = str(said.document["resource"])
    if str(claims.get("aud", "")).rstrip("/") != resource:
        return f"the token's audience is {claims.get('aud')}, not {resource}"
    lasts = report.get("expires_in")
    if lasts is not None and not 0 < lasts <= 90_000:
        return f"the client thinks that the token lasts for {lasts} s"
    return None
