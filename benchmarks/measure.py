"""The measuring itself: every target in turn, round after round, so that a bad moment of the
machine meets all of them alike.
"""

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.beside import Nginx, go_server, npm_server
from benchmarks.deploying import Deployer
from benchmarks.large_template import template
from benchmarks.machine import Cores
from benchmarks.platform import Answers, Platform
from benchmarks.programs import LOOPBACK, Missing, Program, memory_megabytes
from benchmarks.suites import Suites
from benchmarks.tunnel import Tunnels
from benchmarks.wrk import LoadFailedError, Sample, Target, Wrk

_SETTLE_SECONDS: Final = 3.0
_OPENINGS: Final = 40
_ROOT: Final = Path(__file__).parents[1]
SIZES: Final = (100, 200, 400, 500, 800)
"""Resources of the templates that are evaluated; 800 is the most that a template may have."""
LARGE: Final = 500
APPS: Final = 10_000
EVENTS: Final = 1_000_000
_CONNECTIONS: Final[Mapping[str, int]] = {"secret": 64, "nginx_tls": 64}
"""Those that wait for the disk in between need more of them to keep a core busy."""

NAMES: Final[Mapping[str, str]] = {
    "nginx": "nginx, the same bytes static",
    "go": "Go net/http, the same answer (GOMAXPROCS=1)",
    "warm": "Nameplate, warm token",
    "fresh": "Nameplate, fresh token",
    "oidc": "oidc-provider, client_credentials",
    "mock": "oauth2-mock-server, client_credentials",
    "nginx_tls": "nginx over TLS, the secret's bytes static",
    "secret": "Nameplate, secret GET over TLS, every check",
}


@dataclass(slots=True)
class Run:
    """What was measured: samples by name, and why others are missing."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    values: dict[str, list[float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def numbers(self) -> dict[str, float]:
        """Medians: ``warm.cpu``, ``proxy.p50``; and best rounds."""
        found = {name: statistics.median(values) for name, values in self.values.items()}
        found |= {f"{name}.best": min(values) for name, values in self.values.items()}
        for name, samples in self.samples.items():
            found[f"{name}.rate"] = statistics.median(one.rate for one in samples)
            found[f"{name}.cpu"] = statistics.median(one.cpu_us for one in samples)
            found[f"{name}.rate.best"] = max(one.rate for one in samples)
            found[f"{name}.p50"] = statistics.median(one.p50_us for one in samples)
            found[f"{name}.p99"] = statistics.median(one.p99_us for one in samples)
        return found

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float
    folder: Path
    cores: Cores


def measure(plan: Plan) -> Run:
    """Start everything, measure, end everything."""
    run, platform = Run(), Platform(plan.folder / "home")
    _say("founding a home")
    platform.found()
    _commands(plan, run, platform)
    _evaluations(plan, run)
    _suites(plan, run)
    with platform.up(core=plan.cores.server) as up:
        workload = platform.workload()
        token, answers = platform.answers(up, workload)
        _idle(run, up)
        with ExitStack() as running:
            targets: dict[str, Callable[[], Target]] = {
                "warm": lambda: platform.warm(up, workload),
                "fresh": lambda: platform.fresh(up, workload),
                "secret": lambda: platform.secret(up, token),
            }
            nginx = _peers(plan, run, answers, targets, running)
            _http(plan, run, targets)
            if nginx is not None:
                _proxy(plan, run, nginx, platform.proxy_port)
        _deployments(plan, run, platform.deployer(up))
        run.add("loaded.pss", memory_megabytes(up.pid)[0])
        with _skipping(run, "hosted"):
            _say("hosted apps")
            took, memory = platform.host()
            run.add("hosted.start", took)
            run.add("hosted.pss", memory)
    _pages(plan, run)
    return run


def _pages(plan: Plan, run: Run) -> None:
    """The portal over a home of its own that is full."""
    with _skipping(run, "page"):
        platform = Platform(plan.folder / "crowd")
        _say(f"a home with {APPS:,} apps and {EVENTS:,} events")
        began = time.perf_counter()
        platform.crowd(APPS, EVENTS)
        run.add("crowd.filled", time.perf_counter() - began)
        _say("the portal's pages over it")
        for each in platform.pages():
            run.add(f"page.{each.name}", each.used)
            run.add(f"page.{each.name}.wall", each.wall)
            run.add(f"page.{each.name}.size", each.size / 1_000)
        _opened(plan, run, platform)


def _opened(plan: Plan, run: Run, platform: Platform) -> None:
    """The same home under ``up``: the first page that anybody sees."""
    _say("up over it, and each page as it is asked for first")
    for _ in range(plan.rounds):
        opened = platform.opened(core=plan.cores.server)
        run.add("crowd.ready", opened.ready)
        run.add("crowd.idle", opened.idle)
        for each in opened.pages:
            run.add(f"first.{each.name}", each.used)
            run.add(f"first.{each.name}.wall", each.wall)
            run.add(f"first.{each.name}.size", each.size / 1_000)


def _commands(plan: Plan, run: Run, platform: Platform) -> None:
    """``nameplate run`` with a server of its own: nothing else of ours runs meanwhile."""
    _say("nameplate run -- curl")
    platform.run_curl()
    for _ in range(2 * plan.rounds):
        wall, used = platform.run_curl()
        run.add("run.wall", wall)
        run.add("run.cpu", used)
        run.add("python.wall", platform.python()[0])


def _idle(run: Run, up: Program) -> None:
    """Memory after one token and one secret, when nothing happens any more."""
    _say("idle memory")
    time.sleep(_SETTLE_SECONDS)
    proportional, unique = memory_megabytes(up.pid)
    run.add("idle.pss", proportional)
    run.add("idle.uss", unique)


def _peers(
    plan: Plan,
    run: Run,
    answers: Answers,
    targets: dict[str, Callable[[], Target]],
    running: ExitStack,
) -> Nginx | None:
    core = plan.cores.server
    secret = {"X-IDENTITY-HEADER": answers.header_secret}
    nginx = None
    with _skipping(run, "nginx", "nginx_tls", "proxy"):
        made = Nginx(plan.folder / "nginx", warm=answers.warm, secret=answers.secret)
        pid = running.enter_context(made.running(core=core)).pid
        base = f"{LOOPBACK}:{made.plain}"
        targets["nginx"] = lambda: Target(pid, f"http://{base}/msi/token/", secret)
        tls = f"https://{LOOPBACK}:{made.tls}/secrets/database"
        targets["nginx_tls"] = lambda: Target(pid, tls)
        nginx = made
    with _skipping(run, "go"):
        go = running.enter_context(
            go_server(plan.folder, body=answers.warm, secret=answers.header_secret, core=core)
        )
        query = "resource=https://vault.azure.net&api-version=2019-08-01"
        url = f"http://{LOOPBACK}:{go.port}/msi/token/?{query}"
        targets["go"] = lambda: Target(go.pid, url, secret)
    for name, package in (("oidc", "oidc-provider"), ("mock", "oauth2-mock-server")):
        with _skipping(run, name):
            _, target = running.enter_context(npm_server(package, core=core))
            targets[name] = lambda target=target: target  # type: ignore[misc] # bound now
    return nginx


def _http(plan: Plan, run: Run, targets: Mapping[str, Callable[[], Target]]) -> None:
    names = [name for name in NAMES if name in targets]
    with _skipping(run, *names):
        warming = Wrk(plan.folder, core=plan.cores.load, seconds=1)
        wrk = Wrk(plan.folder, core=plan.cores.load, seconds=plan.seconds)
        for name in names:
            warming.load(targets[name]())
        for number in range(plan.rounds):
            _say(f"HTTP, round {number + 1} of {plan.rounds}")
            for name in names:
                connections = _CONNECTIONS.get(name, 32)
                sample = wrk.load(targets[name](), connections=connections)
                run.samples.setdefault(name, []).append(sample)


def _proxy(plan: Plan, run: Run, nginx: Nginx, proxy: int) -> None:
    tunnels = Tunnels((LOOPBACK, nginx.tls), nginx.certificate)
    with _skipping(run, "proxy"):
        for number in range(plan.rounds):
            _say(f"proxy, round {number + 1} of {plan.rounds}")
            for way, port in (("direct", None), ("proxy", proxy)):
                seconds = plan.seconds
                found = tunnels.latencies("/small", seconds / 2, proxy=port)
                run.add(f"{way}.p50", statistics.median(found))
                found = tunnels.openings("/small", _OPENINGS, proxy=port)
                run.add(f"{way}.opening", statistics.median(found))
                run.add(f"{way}.throughput", tunnels.throughput("/big", seconds, proxy=port))


def _evaluations(plan: Plan, run: Run) -> None:
    """The template language alone: does twice the template take twice the time?"""
    for number in range(plan.rounds):
        _say(f"templates evaluated, round {number + 1} of {plan.rounds}")
        for resources in SIZES:
            words = (sys.executable, "-m", "benchmarks.evaluation", str(resources))
            done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=_ROOT)
            seconds = float(json.loads(done.stdout)["seconds"])
            run.add(f"evaluated.{resources}", seconds)
            run.add(f"evaluated.{resources}.each", seconds / resources)


def _suites(plan: Plan, run: Run) -> None:
    """A suite of 200 tests with the pytest fixture, beside one of 200 that do nothing."""
    suites = Suites.made_in(plan.folder / "suites")
    for number in range(plan.rounds):
        _say(f"test suites, round {number + 1} of {plan.rounds}")
        start, each = suites.start(), suites.each()
        run.add("suite.start", start.wall)
        run.add("suite.start.cpu", start.cpu)
        run.add("suite.each", each.wall)
        run.add("suite.each.cpu", each.cpu)


def _deployments(plan: Plan, run: Run, deployer: Deployer) -> None:
    """A template of 500 resources, from the PUT to ``Succeeded``."""
    with _skipping(run, "deployed"), contextlib.closing(deployer):
        document = template(LARGE)
        for number in range(plan.rounds):
            _say(f"{LARGE} resources deployed, round {number + 1} of {plan.rounds}")
            run.add("deployed.rate", LARGE / deployer.deploy(document, f"bench{number}"))


@contextlib.contextmanager
def _skipping(run: Run, *names: str) -> Iterator[None]:
    """Rows that cannot be measured here are skipped, with the reason."""
    try:
        yield
    except (Missing, LoadFailedError, OSError) as problem:
        for name in names:
            if name not in run.samples:
                run.skipped[name] = str(problem)
        _say(f"skipped {', '.join(names)}: {problem}")


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
