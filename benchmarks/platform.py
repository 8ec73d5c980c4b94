"""Nameplate as it is installed: a home with an app, a vault and a secret, served by ``up``."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.crowd import MODEL
from benchmarks.deploying import Deployer
from benchmarks.hosting import host
from benchmarks.opened import cpu_clock, first_pages
from benchmarks.pages import Shown
from benchmarks.programs import Program, free_port
from benchmarks.tunnel import Tunnels
from benchmarks.wrk import Target

_COMMAND: Final = str(Path(sys.executable).with_name("nameplate"))
_ROOT: Final = Path(__file__).parents[1]
_VAULT: Final = "contoso"
_HOST: Final = f"{_VAULT}.vault.azure.net"
_DROPPED: Final = (
    *("NAMEPLATE_", "AZURE_", "IDENTITY_", "MSI_", "IMDS_"),
    "PYTHONDONTWRITEBYTECODE",  # whoever installed it has compiled modules
)
_RESOURCE: Final = "https://vault.azure.net"
_CURL: Final = (
    'exec curl -sf -o /dev/null -H "X-IDENTITY-HEADER: $IDENTITY_HEADER" '
    f'"$IDENTITY_ENDPOINT?resource={_RESOURCE}&api-version=2019-08-01"'
)
_SETTLE_SECONDS: Final = 3.0
_IDLE_SECONDS: Final = 5.0
_FRESH: Final = """
local count, run = 0, {run}
function request()
  count = count + 1
  return wrk.format("GET", string.format(
    "/msi/token/?resource=https://r%d-%d.vault.azure.net&api-version=2019-08-01", run, count))
end
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the platform answers, for peers that give the same."""

    warm: bytes
    secret: bytes
    header_secret: str


@dataclass(frozen=True, slots=True)
class Opened:
    """How soon ``up`` was ready, its share of a core when nobody asks, and the pages."""

    ready: float
    idle: float
    pages: list[Shown]


class Platform:
    """A home with what is asked for in it."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
        self.environment: Final = {**kept, "NAMEPLATE_HOME": str(home)}
        self._home = home
        self._fresh_runs = 0

    def found(self) -> None:
        """Make the app, the vault and the secret."""
        self._command("keyvault", "create", "-n", _VAULT)
        self._command("run", "--app", "web1", "--", "true")
        permissions = ("--secret-permissions", "get", "list")
        self._command("keyvault", "set-policy", "-n", _VAULT, "--app", "web1", *permissions)
        secret = ("--vault-name", _VAULT, "-n", "database", "--value", "correct-horse-battery")
        self._command("keyvault", "secret", "set", *secret)

    @contextmanager
    def up(self, *, core: int | None) -> Iterator[Program]:
        """Serve the home."""
        base = free_port()
        command = (_COMMAND, "up", "--port-base", "0", "--https-port", str(base))
        with Program(command, port=base, core=core, environment=self.environment) as program:
            while not (self._home / "run" / "up.json").exists():
                time.sleep(0.02)
            yield program

    def workload(self) -> dict[str, str]:
        """The variables of a process of the app."""
        text = self._command("env", "--app", "web1", "--shell", "json")
        variables: dict[str, str] = json.loads(text)
        return variables

    def warm(self, program: Program, workload: dict[str, str]) -> Target:
        """The request of a token that the platform holds."""
        url = f"{workload['IDENTITY_ENDPOINT']}?resource={_RESOURCE}&api-version=2019-08-01"
        return Target(program.pid, url, {"X-IDENTITY-HEADER": workload["IDENTITY_HEADER"]})

    def fresh(self, program: Program, workload: dict[str, str]) -> Target:
        """Requests of tokens for a new audience each: every one is signed."""
        self._fresh_runs += 1
        script = _FRESH.format(run=int(time.time() * 10) + self._fresh_runs)
        headers = {"X-IDENTITY-HEADER": workload["IDENTITY_HEADER"]}
        return Target(program.pid, workload["IDENTITY_ENDPOINT"], headers, script)

    def secret(self, program: Program, token: str) -> Target:
        """The request of a secret, over TLS under the vault's own name."""
        url = f"https://{_HOST}:{program.port}/secrets/database?api-version=7.4"
        return Target(program.pid, url, {"Authorization": f"Bearer {token}", "Host": _HOST})

    def answers(self, program: Program, workload: dict[str, str]) -> tuple[str, Answers]:
        """A token, and the bytes of a warm and of a secret's answer."""
        warm = self.warm(program, workload)
        request = urllib.request.Request(warm.url, headers=dict(warm.headers))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        body: bytes = opener.open(request, timeout=10).read()
        token: str = json.loads(body)["access_token"]
        tunnels = Tunnels((_HOST, program.port), self._home / "trust" / "production-roots.pem")
        with tunnels.open(at=program.port) as connection:
            answer = connection.ask("/secrets/database?api-version=7.4", token=token)
        return token, Answers(body, answer, workload["IDENTITY_HEADER"])

    def deployer(self, program: Program) -> Deployer:
        """The operator, at Resource Manager's door."""
        resource = ("--resource", "https://management.azure.com/")
        shown = json.loads(self._command("account", "get-access-token", *resource, "-o", "json"))
        return Deployer(
            program.port,
            self._home / "trust" / "production-roots.pem",
            token=shown["accessToken"],
            subscription=shown["subscription"],
        )

    @property
    def proxy_port(self) -> int:
        """The proxy of the running ``up``."""
        record: dict[str, Any] = json.loads((self._home / "run" / "up.json").read_text())
        return int(record["ports"]["proxy"])

    def host(self) -> tuple[float, float]:
        """Seconds until idle apps run, and megabytes that each costs beside its own process."""
        return host(_COMMAND, self._home, self.environment)

    def run_curl(self) -> tuple[float, float]:
        """``nameplate run -- curl`` of a token: wall and CPU seconds, the child's included."""
        return _timed((_COMMAND, "run", "--app", "web1", "--", "sh", "-c", _CURL), self.environment)

    def python(self) -> tuple[float, float]:
        """Python that does nothing: what a moment of this machine is worth."""
        return _timed((sys.executable, "-c", "pass"), self.environment)

    def crowd(self, apps: int, events: int) -> None:
        """Fill the home."""
        self._command("webapp", "create", "-n", MODEL, "--assign-identity")
        words = (sys.executable, "-m", "benchmarks.crowd", str(self._home), str(apps), str(events))
        subprocess.run(words, check=True, capture_output=True, cwd=_ROOT, timeout=1_800)

    def pages(self) -> Iterator[Shown]:
        """The portal's first pages, as the operator gets them."""
        words = (sys.executable, "-m", "benchmarks.pages", str(self._home))
        done = subprocess.run(
            words, check=True, capture_output=True, text=True, cwd=_ROOT, timeout=600
        )
        yield from (Shown(**each) for each in json.loads(done.stdout))

    def opened(self, *, core: int | None) -> Opened:
        """Serve the home, and open the portal as a person does."""
        began = time.perf_counter()
        with self.up(core=core) as program:
            ready, clock = time.perf_counter() - began, cpu_clock(program.pid)
            time.sleep(_SETTLE_SECONDS)
            before = clock()
            time.sleep(_IDLE_SECONDS)
            idle = (clock() - before) / _IDLE_SECONDS
            link = self._command("portal", "--print-url").strip()
            return Opened(ready, idle, first_pages(link, clock))

    def _command(self, *words: str) -> str:
        done = subprocess.run(
            (_COMMAND, *words),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"nameplate {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout


def _timed(command: tuple[str, ...], environment: dict[str, str]) -> tuple[float, float]:
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    wall, after = time.perf_counter() - began, os.times()
    used = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return wall, used
