"""``python -m conformance.matrix``: every client by every source, selector and mode.

One platform serves all of them. What fails is printed as the line of bash that repeats it; what
could not be run here keeps its stored result, and is named. A whole run without a failure writes
``docs/conformance.md``, and ends with 3 where that was not what stood there.
"""

import argparse
import fcntl
import queue
import resource
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from conformance.matrix import building, citations, page, results
from conformance.matrix.building import KEPT, ROOT, Built
from conformance.matrix.declared import (
    FAULTS,
    MODES,
    SOURCES,
    BadDeclaration,
    Build,
    Client,
    load,
)
from conformance.matrix.job import Job, Said, errors_of, run
from conformance.matrix.stage import Cast, Stage, staged
from conformance.matrix.verdict import Cell, Verdict, declared_cells, verdicts

OTHER_PAGE = 3
"""The status where every cell is as it should be, and the page that stood there was another."""


@dataclass
class Found:
    """What a run found: shared by the workers, under a lock."""

    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    """Clients and places that this machine cannot run, each with what it lacks."""
    seconds: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def failed(self) -> list[Verdict]:
        return [each for each in self.verdicts if each.failure is not None]


def main(words: Sequence[str]) -> int:
    """Run what was asked for; 1 where something failed, 3 where the page was another."""
    asked = _arguments(words)
    clients = load()
    chosen = [
        each for each in clients if not asked.only or {each.name, each.language} & {*asked.only}
    ]
    if not chosen:
        raise SystemExit(f"no such client: {', '.join(asked.only)}")
    if asked.page:
        return 0 if _write(clients, Found()) else OTHER_PAGE
    began = time.monotonic()
    found = Found()
    command = Path(sys.executable).with_name("nameplate")
    home = asked.home.resolve()
    with _alone(home), staged(home, command, asked.jobs) as stage:
        _run(chosen, stage, asked, found)
    _report(found, time.monotonic() - began)
    whole = asked.write or not (asked.only or asked.source or asked.mode or asked.no_faults)
    good = not found.failed and not found.problems
    same = _write(clients, found) if whole and (good or asked.keep_failures) else True
    if not good:
        return 1
    return 0 if same else OTHER_PAGE


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m conformance.matrix", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="CLIENT|LANGUAGE")
    parser.add_argument("--source", nargs="+", default=[], choices=SOURCES)
    parser.add_argument("--mode", nargs="+", default=[], choices=MODES)
    parser.add_argument("--no-faults", action="store_true", help="leave 429 and 503 out")
    parser.add_argument("--home", type=Path, default=KEPT / "home", help="made anew, and kept")
    parser.add_argument("--keep-failures", action="store_true", help="write ❌ on the page")
    parser.add_argument("--write", action="store_true", help="write what a part of it found, too")
    parser.add_argument("--page", action="store_true", help="run nothing: write the page anew")
    parser.add_argument("--jobs", type=int, default=3, help="processes side by side")
    return parser.parse_args(words)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold a home: two runs in one would meet each other's apps and secrets."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"another run uses {home}: wait for it, or name a --home") from None
        yield


def _run(clients: list[Client], stage: Stage, asked: argparse.Namespace, found: Found) -> None:
    """Build, and run the clients of what is built meanwhile; casts are handed around."""
    casts: queue.Queue[Cast] = queue.Queue()
    for cast in stage.casts:
        casts.put(cast)
    places = _lacking(stage, found)
    builds = list(dict.fromkeys(client.build for client in clients))
    builds.sort(key=lambda build: -build.seconds)  # what may take longest begins first
    with ThreadPoolExecutor(2) as builder, ThreadPoolExecutor(asked.jobs) as workers:
        made = {builder.submit(building.built, build): build for build in builds}
        pending: list[Future[None]] = []
        for done in as_completed(made):
            build = made[done]
            ready = _ready(build, done, clients, found)
            for client in (each for each in clients if each.build == build):
                jobs = _jobs(client, ready, asked, places) if ready else ()
                pending += [workers.submit(_tried, job, stage, casts, found) for job in jobs]
        try:
            for each in pending:
                each.result()
        except BaseException:
            workers.shutdown(cancel_futures=True)
            raise
    # On a machine shared with others a program can be slow once: what failed is run once more.
    for job in _take_failed(found):
        print(f"once more: {job.name}", flush=True)
        _tried(job, stage, casts, found)


def _ready(build: Build, made: Future[Built], clients: list[Client], found: Found) -> Path | None:
    """A build's folder; what is missing or failed is noted."""
    try:
        done = made.result()
    except building.BuildFailed as failure:
        found.problems.append(str(failure))
        return None
    found.seconds[f"build {build.language} {build.name}"] = done.seconds
    for client in (each for each in clients if each.build == build):
        if done.folder is None:
            found.absent[client.name] = f"{', '.join(done.missing)} not on this machine"
        else:
            told = building.variables(build, done.folder)
            found.problems.extend(citations.wrong(client, told))
    return done.folder


def _lacking(stage: Stage, found: Found) -> set[str]:
    """Modes and sources that this machine does not have."""
    hops = {row["hop"]: row for row in stage.platform.json("doctor")}
    lacking: set[str] = set()
    for name, hop in (("transparent", "transparent"), ("arc", "arc")):
        if hop in hops and hops[hop]["state"] != "ok":
            found.absent[name] = str(hops[hop]["detail"])
            lacking.add(name)
    if shutil.which("unshare") is None:
        found.absent["direct"] = "unshare not on this machine"
        lacking.add("direct")
    return lacking


def _jobs(
    client: Client, folder: Path, asked: argparse.Namespace, lacking: set[str]
) -> Iterator[Job]:
    for source, mode in client.places():
        if not client.runs_at(source, mode) or lacking & {source, mode}:
            continue
        if source not in (asked.source or SOURCES) or mode not in (asked.mode or MODES):
            continue
        gaps = client.gaps_at(source, mode)
        faults = FAULTS if client.faults_at(source, mode) and not asked.no_faults else ()
        job = Job(client, folder, source, mode, faults)
        if any(gap.explains("none", fault) for gap in gaps for fault in faults):
            # What it does not wait out would meet its steps.
            yield replace(job, faults=())
            yield replace(job, steps=False)
        else:
            yield job


def _tried(job: Job, stage: Stage, casts: "queue.Queue[Cast]", found: Found) -> None:
    """Run a process and weigh what it said while its worker's secrets are as it left them."""
    cast = casts.get()
    began = time.monotonic()
    try:
        attempts = [_weighed(job, stage, cast)]
        if len(job.cells) > 1 and job.faults and any(each.failure for each in attempts[0][1]):
            # Which of them is it? One by one.
            attempts = [_weighed(each, stage, cast) for each in job.apart()]
    finally:
        casts.put(cast)
    took = time.monotonic() - began
    with found.lock:
        found.seconds[job.client.name] = found.seconds.get(job.client.name, 0.0) + took
        for said, weighed in attempts:
            found.verdicts += weighed
            _tell(said, [each for each in weighed if each.failure is not None], took)


def _take_failed(found: Found) -> list[Job]:
    """The jobs with a failed cell; their verdicts are taken back."""
    failed = list(dict.fromkeys(each.job for each in found.failed))
    found.verdicts = [each for each in found.verdicts if each.job not in failed]
    return failed


def _weighed(job: Job, stage: Stage, cast: Cast) -> tuple[Said, list[Verdict]]:
    said = run(job, stage, cast)
    return said, list(verdicts(said, stage.secret))


def _tell(said: Said, failed: list[Verdict], took: float) -> None:
    """One line for what is good; for what is not, all that it takes to repeat it."""
    mark, job = "FAIL" if failed else "ok", said.job
    print(f"{mark:4} {job.name} ({len(job.cells)} cells, {took:.1f} s, {said.ended})", flush=True)
    for each in failed if said.lines else failed[:1]:
        print(f"     ❌ {each.cell}: {each.failure}")
    if failed:
        print(f"     again: {said.command}")
        print("     stderr: " + errors_of(job).replace("\n", "\n       "), flush=True)


def _report(found: Found, took: float) -> None:
    good = sum(each.failure is None and each.gap is None for each in found.verdicts)
    explained = sum(each.failure is None and each.gap is not None for each in found.verdicts)
    print(f"\n{good} cells passed, {explained} refused as explained, {len(found.failed)} failed")
    for name, lack in sorted(found.absent.items()):
        print(f"  not run, the stored result stands: {name}: {lack}")
    for problem in found.problems:
        print(f"  ❌ {problem}")
    slowest = sorted(found.seconds.items(), key=lambda pair: -pair[1])
    for name, seconds in slowest:
        print(f"  {seconds:7.1f} s  {name}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  {took:7.1f} s  in all, {used.ru_utime + used.ru_stime:.0f} s of a processor")


def _write(clients: list[Client], found: Found) -> bool:
    """Store the results and the page; whether both were so before."""
    stored = results.read(clients)
    new = dict(stored)
    tried = {each.cell for each in found.verdicts}
    failed = {each.cell for each in found.failed}
    for client in clients:
        if not any(cell.client == client.name for cell in tried):
            continue  # not run here: what is stored stands
        untried = {cell for cell, gap in declared_cells(client) if gap is None} - tried
        if untried and client.name not in stored:
            continue  # half a result is none
        before = stored[client.name].failed if client.name in stored else frozenset[Cell]()
        own = {cell for cell in failed if cell.client == client.name} | (before - tried)
        own &= {cell for cell, _ in declared_cells(client)}
        new[client.name] = results.Kept(client.packages, frozenset(own))
    same = True
    for file, content in (
        (results.FILE, results.text(new)),
        (page.FILE, page.text(clients, new)),
    ):
        if not file.exists() or file.read_text(encoding="utf-8") != content:
            file.write_text(content, encoding="utf-8")
            print(f"❌ {file.relative_to(ROOT)} was another: it is written, commit it")
            same = False
    return same


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadDeclaration as problem:
        sys.exit(f"conformance: {problem}")
