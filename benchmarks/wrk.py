"""HTTP load: one client of Debian's ``wrk`` on a core of its own, and what it counted."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.programs import cpu_seconds
from benchmarks.tools import tool

_CONNECTIONS: Final = 32
_UNITS: Final = {"us": 1.0, "ms": 1_000.0, "s": 1_000_000.0}
_AT_LOOPBACK: Final = (
    'wrk.resolve = function(host, service) wrk.addrs = wrk.lookup("127.0.0.1", service) end\n'
)


class LoadFailedError(Exception):
    """Answers were not what they should be: there is no number to tell."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked, and of which process."""

    pid: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    script: str = ""
    """More Lua for wrk."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One round."""

    rate: float
    cpu_us: float
    """CPU of the server's process for one request."""
    p50_us: float
    p99_us: float


class Wrk:
    """Loads targets for so many seconds."""

    def __init__(self, folder: Path, *, core: int | None, seconds: float) -> None:
        self._command = [tool("wrk"), "-t1", f"-d{seconds:g}s", "--latency"]
        if core is not None:
            self._command[:0] = [tool("taskset"), "-c", str(core)]
        self._folder = folder
        self._seconds = seconds

    def load(self, target: Target, *, connections: int = _CONNECTIONS) -> Sample:
        """One round of load. Raises LoadFailedError for a wrong status or a broken connection."""
        script = self._folder / "wrk.lua"
        script.write_text(_AT_LOOPBACK + target.script)
        headers = [word for pair in target.headers.items() for word in ("-H", ": ".join(pair))]
        before = cpu_seconds(target.pid)
        done = subprocess.run(
            [*self._command, f"-c{connections}", "-s", str(script), *headers, target.url],
            capture_output=True,
            text=True,
            check=False,
            timeout=self._seconds + 30,
        )
        used = cpu_seconds(target.pid) - before
        return read(done.stdout, used)


def read(text: str, cpu: float) -> Sample:
    """Read what wrk printed."""
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: (.*)", text)
    if wrong or (broken and not re.fullmatch(r"connect 0, read 0, write 0, .*", broken[1])):
        raise LoadFailedError((wrong or broken)[0])  # type: ignore[index] # one of them is there
    requests = re.search(r"(\d+) requests in", text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    if requests is None or rate is None or not int(requests[1]):
        raise LoadFailedError(f"no answers: {text[-200:]}")
    return Sample(
        rate=float(rate[1]),
        cpu_us=cpu / int(requests[1]) * 1e6,
        p50_us=_latency(text, "50%"),
        p99_us=_latency(text, "99%"),
    )


def _latency(text: str, share: str) -> float:
    found = re.search(rf"{re.escape(share)}\s+([\d.]+)(us|ms|s)\b", text)
    return float(found[1]) * _UNITS[found[2]] if found else float("nan")
