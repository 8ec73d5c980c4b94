"""On what a run was measured: the kind of machine, never its name."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from benchmarks.programs import Missing
from benchmarks.tools import tool, version


@dataclass(frozen=True, slots=True)
class Cores:
    """The core of what is measured and the core of the load; ``None``: there is only one."""

    server: int | None
    load: int | None

    @classmethod
    def found(cls) -> "Cores":
        """Two of the cores that this process may use."""
        usable = sorted(os.sched_getaffinity(0))
        return cls(usable[0], usable[-1]) if len(usable) > 1 else cls(None, None)


def kind() -> dict[str, str]:
    """The machine and the versions that matter."""
    return {
        "processor": f"{os.cpu_count()} x {_processor()}",
        "system": f"{_system()}, {platform.machine()}",
        "Python": platform.python_version(),
        **{name: found for name, found in _peers() if found},
        "load before": " ".join(f"{number:.1f}" for number in os.getloadavg()),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return "unknown processor"


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _peers() -> list[tuple[str, str]]:
    asked = {
        "Go": ("go", "version"),
        "Node.js": ("node", "--version"),
        "nginx": ("nginx", "-v"),
    }
    return [(name, _version(*words)) for name, words in asked.items()]


def _version(name: str, word: str) -> str:
    try:
        return version(tool(name), word).replace("nginx version: ", "").replace("go version ", "")
    except Missing:
        return ""
