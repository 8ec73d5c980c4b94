"""One room each for the clock, the environment, SQL, processes, printing and host names."""

import ast
import re
from collections.abc import Callable, Collection, Iterator

from tests.house.source import Module
from tests.house.walls import imported

Guard = Callable[[Module], Iterator[str]]

_SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|SELECT\s+[\w(*?]+|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s"
    r"|DELETE\s+FROM\s|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|UNIQUE|VIEW|TRIGGER)\s|PRAGMA\s+\w"
    r"|BEGIN\s+IMMEDIATE|SAVEPOINT\s|REPLACE\s+INTO\s|WITH\s+\w+\s+AS\s*\()",
    re.DOTALL,
)
_HOST = re.compile(
    r"\b(azure\.(com|net)|microsoft\.com|microsoftonline(-p)?\.com|windows\.net"
    r"|azurewebsites\.net|azconfig\.io|azurecr\.io|aka\.ms)\b",
    re.IGNORECASE,
)
_PROCESS_CALLS = re.compile(
    r"os\.(fork|forkpty|system|popen|exec\w+|spawn\w+|posix_spawnp?)"
    r"|asyncio\.create_subprocess_\w+|pty\.spawn|.*\.subprocess_(exec|shell)"
)


def _calls_and_reads(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Each dotted name that the code mentions, as it is written: ``os.environ``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            yield node, ast.unparse(node)


def _from_imports(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """``from os import environ`` as ``os.environ``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def clock(module: Module) -> Iterator[str]:
    """Time is handed in as a ``Clock``; ``core/clock.py`` alone reads the machine's."""
    if module.inside == ("core", "clock.py"):
        return
    for node, name in imported(module):
        if name == "time":
            yield module.at(node, "the time module is core/clock.py's; take a Clock")
    for node, name in _calls_and_reads(module):
        if re.fullmatch(r"(datetime\.)?(datetime\.(now|utcnow|today)|date\.today)", name):
            yield module.at(node, f"{name} reads a clock; take a Clock")


def environment(module: Module) -> Iterator[str]:
    """Settings are read once, by ``config``; others are handed values."""
    if module.room == "config":
        return
    for node, name in (*_calls_and_reads(module), *_from_imports(module)):
        if re.fullmatch(r"os\.(environb?|getenvb?|putenv|unsetenv|get_exec_path)", name):
            yield module.at(node, f"{name}: config is the only reader of the environment")


def sql(module: Module) -> Iterator[str]:
    """Statements stand in ``store``."""
    if module.room == "store":
        return
    for node, text in module.literals():
        if _SQL.match(text):
            yield module.at(node, "SQL stands in store only")


def processes(module: Module) -> Iterator[str]:
    """Programs are started by ``process``."""
    if module.room == "process":
        return
    for node, name in imported(module):
        if name.partition(".")[0] in {"subprocess", "multiprocessing", "pty"}:
            yield module.at(node, f"{name} belongs to process")
    for node, name in (*_calls_and_reads(module), *_from_imports(module)):
        if _PROCESS_CALLS.fullmatch(name):
            yield module.at(node, f"{name} belongs to process")


def printing(module: Module) -> Iterator[str]:
    """Only the command line speaks to a person."""
    if module.room == "cli":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "print",
            "sys.stdout.write",
            "sys.stderr.write",
        }:
            yield module.at(node, "print belongs to cli; a room logs or raises")


def hosts(*, allowed: Collection[str]) -> Guard:
    """Names of a cloud's hosts stand in ``core/cloud.py``; ``allowed`` are patterns of links."""
    links = re.compile("|".join(allowed)) if allowed else None

    def guard(module: Module) -> Iterator[str]:
        if module.inside == ("core", "cloud.py"):
            return
        for node, text in module.literals():
            found = _HOST.search(links.sub("", text) if links else text)
            if found:
                yield module.at(node, f"{found[0]}: host names stand in core/cloud.py only")

    return guard


def dynamic_imports(module: Module) -> Iterator[str]:
    """An import that the plan cannot see is refused."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "__import__",
            "import_module",
            "importlib.import_module",
        }:
            yield module.at(node, "an import by a computed name hides from the plan")
