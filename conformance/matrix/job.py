"""One process of a client: what it is told, how it is started, and what it said."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from conformance.matrix.building import KEPT, environment, variables
from conformance.matrix.declared import SELECTORS, STEPS, Client, cells
from conformance.matrix.stage import CLOSED, DOMAIN, LEAST, VAULT, Cast, Stage

CELLS: Final = KEPT / "cells"

_UNMET: Final = " met 0 of "
"""What `run` says of a fault at its end."""
_STATUS: Final = {"throttled": 429, "unavailable": 503}


@dataclass(frozen=True, slots=True)
class Job:
    """A client in one place of the matrix: its steps, faults that it meets, or first the latter.

    Faults meet the first requests of a process, one after another; a client that waits them out
    does its steps as if nothing had been.
    """

    client: Client
    folder: Path
    source: str
    mode: str
    faults: tuple[str, ...] = ()
    steps: bool = True

    @property
    def name(self) -> str:
        what = "-".join((*self.faults, *(("steps",) if self.steps else ())))
        return f"{self.client.name}-{self.source}-{self.mode}-{what}"

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The (selector, step) that it tells of."""
        found = [("none", fault) for fault in self.faults]
        return [*found, *cells()] if self.steps else found

    def apart(self) -> list["Job"]:
        """The same, a process for each fault and one for the steps."""
        found = [replace(self, faults=(fault,), steps=False) for fault in self.faults]
        return [*found, replace(self, faults=())] if self.steps else found


@dataclass(frozen=True, slots=True)
class Said:
    """What a process printed, and how it can be run again."""

    job: Job
    cast: Cast
    document: Mapping[str, Any]
    lines: Mapping[tuple[str, str], Mapping[str, Any]]
    """What it reported, by selector and step."""
    ended: str
    command: str
    unmet: bool = False
    """Whether a fault that was asked for met no request."""


def run(job: Job, stage: Stage, cast: Cast) -> Said:
    """Start the client and read what it reports."""
    document = _document(job, stage, cast)
    if job.faults:
        only = document["selectors"][0]
        stage.set_secret(only["secret"], only["content"])
    CELLS.mkdir(parents=True, exist_ok=True)
    file = CELLS / f"{job.name}.json"
    file.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    told = {
        "NAMEPLATE_HOME": str(stage.platform.home),
        **variables(job.client.build, job.folder),
    }
    words = _words(job, stage, cast, file)
    output, ended = _started(job, words, {**environment(), **told})
    command = " ".join(
        (
            f"cd {shlex.quote(str(job.folder))} &&",
            *(f"{name}={shlex.quote(value)}" for name, value in told.items()),
            *("timeout", str(int(job.client.seconds)), shlex.join(words)),
        )
    )
    unmet = bool(job.faults) and _UNMET in errors_of(job)
    lines = _lines(output)
    for fault in job.faults[1:]:  # one after another, the same reading waited for all of them
        if report := lines.get(("none", job.faults[0])):
            lines["none", fault] = report
    return Said(job, cast, document, lines, ended, command, unmet)


def _document(job: Job, stage: Stage, cast: Cast) -> dict[str, Any]:
    names = SELECTORS if job.steps else ("none",)
    return {
        "client": job.client.name,
        "source": job.source,
        "mode": job.mode,
        **stage.places(job.mode),
        "least": LEAST,
        "selectors": cast.selectors(job.source, names),
        "steps": [*job.faults[:1], *(STEPS if job.steps else ())],
    }


def _words(job: Job, stage: Stage, cast: Cast, document: Path) -> list[str]:
    words = [str(stage.platform.command), "run", "--app", cast.app]
    words += ["--source", job.source, "--mode", job.mode, *job.client.arguments]
    if job.source == "workload-identity":
        words += ["--identity", cast.acts_as]
    surface = "authority" if job.source == "workload-identity" else "token"
    for fault in job.faults:
        for each in (surface, "vault") if job.client.vault_sdk else (surface,):
            words += ["--fault", f"{each}:{_STATUS[fault]},retry-after=1,times=1"]
    told = f"NAMEPLATE_CELL={shlex.quote(str(document))}"  # no setting: `run` would refuse it
    words += ["--", "bash", "-c", f"{told} exec {job.client.run}"]
    return _with_names(words) if job.mode == "direct" else words


def _with_names(words: list[str]) -> list[str]:
    """Direct mode needs ``*.localhost`` to resolve; a hosts file of its own does it anywhere."""
    file = KEPT / "hosts"
    names = " ".join(f"{name}.{DOMAIN}" for name in (VAULT, CLOSED))
    hosts = Path("/etc/hosts").read_text(encoding="utf-8")
    content = f"{hosts}\n127.0.0.1 {names} login.localhost management.localhost admin.localhost\n"
    if not file.exists() or file.read_text(encoding="utf-8") != content:
        file.write_text(content, encoding="utf-8")
    own = ["unshare", "--mount"]
    if os.geteuid() != 0:
        own = ["unshare", "--user", "--map-root-user", "--mount"]
    inside = f'mount --bind {shlex.quote(str(file))} /etc/hosts && exec "$@"'
    return [*own, "bash", "-c", inside, "names", *words]


def _started(job: Job, words: list[str], told: Mapping[str, str]) -> tuple[str, str]:
    """What was printed, and how the process ended in words; what it did not say it errs of."""
    errors = CELLS / f"{job.name}.err"
    with errors.open("wb") as file:
        process = subprocess.Popen(
            words,
            cwd=job.folder,
            env=told,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=job.client.seconds)
            ended = f"exit status {process.returncode}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            ended = f"ended after {job.client.seconds:.0f} s"
    text = output.decode("utf-8", "replace")
    (CELLS / f"{job.name}.out").write_text(text, encoding="utf-8")
    return text, ended


def _lines(output: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for line in output.splitlines():
        if not line.startswith("{"):
            continue
        try:
            report = json.loads(line)
            found[report["selector"], report["step"]] = report
        except (ValueError, KeyError, TypeError):
            continue
    return found


def errors_of(job: Job) -> str:
    """The end of what the process wrote to stderr."""
    file = CELLS / f"{job.name}.err"
    return file.read_text(encoding="utf-8", errors="replace").strip()[-1500:]
