"""The runtimes that App Service and Functions offer, as tables; renewed with the product."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Runtime:
    """A language and its versions, newest first; the first is the default."""

    value: str
    """``python``: the stack's own name."""
    display: str
    linux: str
    """What stands before the version in ``linuxFxVersion``; empty: not on Linux."""
    versions: tuple[str, ...]
    worker: str = ""
    """``FUNCTIONS_WORKER_RUNTIME``, of a Functions runtime."""
    windows: str = ""
    """What stands before the version on Windows; empty: not on Windows."""

    def on_linux(self, version: str) -> str:
        """``linuxFxVersion``: ``PYTHON|3.13``."""
        return f"{self.linux}|{version}"


WEB_RUNTIMES: Final = (
    Runtime("dotnet", ".NET", "DOTNETCORE", ("10.0", "9.0", "8.0"), windows="v"),
    Runtime("node", "Node", "NODE", ("24-lts", "22-lts", "20-lts"), windows="~"),
    Runtime("python", "Python", "PYTHON", ("3.14", "3.13", "3.12", "3.11", "3.10", "3.9")),
    Runtime("php", "PHP", "PHP", ("8.4", "8.3", "8.2")),
    Runtime("java", "Java", "JAVA", ("25-java25", "21-java21", "17-java17", "11-java11")),
)
FUNCTION_RUNTIMES: Final = (
    Runtime("python", "Python", "Python", ("3.13", "3.12", "3.11", "3.10"), "python"),
    Runtime("node", "Node.js", "Node", ("22", "20"), "node", "~"),
    Runtime("dotnet", ".NET", "DOTNET-ISOLATED", ("10.0", "9.0", "8.0"), "dotnet-isolated", "v"),
    Runtime("java", "Java", "Java", ("25", "21", "17", "11"), "java"),
    Runtime("powershell", "PowerShell Core", "PowerShell", ("7.4",), "powershell", "~"),
)
