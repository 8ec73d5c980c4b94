"""What each folder declares of its clients: ``<language>/clients.toml``, read and checked.

A gap is an explained cell: what a client cannot, why, and the line of the client that says so.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
SOURCES: Final = (
    *("app-service", "app-service-2017", "azure-ml", "imds", "cloud-shell", "arc"),
    *("service-fabric", "workload-identity"),
)
MODES: Final = ("proxy", "transparent", "direct")
SELECTORS: Final = ("none", "client-id", "object-id", "resource-id")
STEPS: Final = ("token", "wrong-id", "secret-set", "secret-get", "secret-list", "forbidden")
FAULTS: Final = ("throttled", "unavailable")
DIRECT_SOURCES: Final = ("app-service",)
"""Direct mode is about names and trust; the endpoint is the same as in proxy mode."""
LANGUAGES: Final = (
    *("python", "javascript", "java", "go", "rust", "csharp", "dotnet", "powershell", "curl"),
)


class BadDeclaration(Exception):
    """A ``clients.toml`` that does not say what it has to."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Cells that a client cannot fill, and its own words for that. Empty means all."""

    sources: tuple[str, ...]
    modes: tuple[str, ...]
    selectors: tuple[str, ...]
    steps: tuple[str, ...]
    reason: str
    cites: str
    holds: str | None

    @property
    def whole(self) -> bool:
        """Whether nothing is left to run where it applies."""
        return not self.selectors and not self.steps

    def covers(self, source: str, mode: str) -> bool:
        return source in (self.sources or SOURCES) and mode in (self.modes or MODES)

    def explains(self, selector: str, step: str) -> bool:
        """Whether a cell is meant, where it applies."""
        return selector in (self.selectors or SELECTORS) and step in (self.steps or (step,))


@dataclass(frozen=True, slots=True)
class Build:
    """How the programs of some clients are made."""

    language: str
    name: str
    programs: tuple[str, ...]
    inputs: tuple[str, ...]
    commands: tuple[str, ...]
    seconds: float

    @property
    def source(self) -> Path:
        return HERE / self.language

    def files(self) -> list[Path]:
        """What is copied, in a stable order."""
        found = {path for each in self.inputs for path in self.source.glob(each) if path.is_file()}
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Client:
    """A program of somebody's SDK, and what is known of it."""

    name: str
    language: str
    heading: str
    title: str
    packages: tuple[str, ...]
    build: Build
    run: str
    arguments: tuple[str, ...]
    modes: tuple[str, ...]
    seconds: float
    vault_sdk: bool
    """Whether it uses a vault by an SDK; else its program calls the vault without repeating."""
    roots: tuple[str, ...]
    gaps: tuple[Gap, ...]

    def places(self) -> Iterator[tuple[str, str]]:
        """Every (source, mode) of the matrix."""
        for mode in MODES:
            for source in DIRECT_SOURCES if mode == "direct" else SOURCES:
                yield source, mode

    def gaps_at(self, source: str, mode: str) -> list[Gap]:
        return [gap for gap in self.gaps if gap.covers(source, mode)]

    def runs_at(self, source: str, mode: str) -> bool:
        """Whether a process is started for it."""
        return mode in self.modes and not any(gap.whole for gap in self.gaps_at(source, mode))

    def faults_at(self, source: str, mode: str) -> bool:
        """Whether faults are tried there: once for each source, for no client sees the mode."""
        first = next((each for each in self.modes if self.runs_at(source, each)), None)
        return mode == first


def cells() -> Iterator[tuple[str, str]]:
    """The (selector, step) of one process without faults."""
    for selector in SELECTORS:
        for step in STEPS:
            if not (selector == "none" and step == "wrong-id"):
                yield selector, step


def load() -> list[Client]:
    """Every declared client, in the order of the page."""
    clients = [client for language in LANGUAGES for client in _of(language)]
    names = [client.name for client in clients]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadDeclaration(f"clients of one name: {', '.join(sorted(twice))}")
    return clients


def _of(language: str) -> Iterator[Client]:
    path = HERE / language / "clients.toml"
    if not path.exists():
        return
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    builds = {name: _build(language, name, told) for name, told in document["build"].items()}
    for name, told in document["client"].items():
        client = _client(language, document["language"], name, told, builds)
        if problem := _problem(client):
            raise BadDeclaration(f"{path.relative_to(HERE)}: {name}: {problem}")
        yield client


def _build(language: str, name: str, told: dict[str, Any]) -> Build:
    return Build(
        language,
        name,
        programs=tuple(told.get("programs", ())),
        inputs=tuple(told.get("inputs", ())),
        commands=tuple(told.get("commands", ())),
        seconds=told.get("seconds", 300),
    )


def _client(
    language: str, heading: str, name: str, told: dict[str, Any], builds: dict[str, Build]
) -> Client:
    return Client(
        name=name,
        language=language,
        heading=heading,
        title=told["title"],
        packages=tuple(told.get("packages", ())),
        build=builds[told["build"]],
        run=told["run"],
        arguments=tuple(told.get("arguments", ())),
        modes=tuple(told.get("modes", MODES)),
        seconds=told.get("seconds", 90),
        vault_sdk=told.get("vault-sdk", True),
        roots=tuple(told.get("roots", ())),
        gaps=tuple(_gap(each) for each in told.get("gap", ())),
    )


def _gap(told: dict[str, Any]) -> Gap:
    for name, known in (
        *(("sources", SOURCES), ("modes", MODES), ("selectors", SELECTORS)),
        ("steps", (*STEPS, *FAULTS)),
    ):
        if strange := set(told.get(name, ())) - set(known):
            raise BadDeclaration(f"a gap's {name}: {', '.join(sorted(strange))} unknown")
    return Gap(
        sources=tuple(told.get("sources", ())),
        modes=tuple(told.get("modes", ())),
        selectors=tuple(told.get("selectors", ())),
        steps=tuple(told.get("steps", ())),
        reason=told["reason"],
        cites=told["cites"],
        holds=told.get("holds"),
    )


def _problem(client: Client) -> str | None:
    """What is wrong with a declaration, if anything."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", client.name):
        return "a name is of small letters, digits and hyphens"
    for gap in client.gaps:
        if not re.search(r"[^/ ]+:\d+", gap.cites) or "\n" in gap.reason:
            return f"'{gap.reason[:40]}' cites a file and a line, on one line"
    for source, mode in client.places():
        whole = any(gap.whole for gap in client.gaps_at(source, mode))
        if mode not in client.modes and not whole:
            return f"{source} in {mode} mode is neither run nor explained"
    text = "".join(path.read_text(encoding="utf-8") for path in client.build.files())
    for package in client.packages:
        version = package.rpartition(" ")[2]
        if client.build.inputs and version not in text:
            return f"{package} is in no file of its build's inputs"
    return None
