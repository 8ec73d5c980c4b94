"""How an app is started: as it says, else as App Service finds it.

Python: ``requirements.txt`` goes into an environment of the app's own, and a WSGI application is
served by gunicorn, an ASGI application by uvicorn. Node: ``npm install`` and ``npm start``. A file
that can be executed is started as it is. Facts: App Service's "configure a Linux Python app" and
"... Node.js app".
"""

import ast
import json
import re
import shlex
from enum import StrEnum
from pathlib import Path
from typing import Final

from nameplate.apphost import footing
from nameplate.apphost.functions import (
    function_command,
    is_function_app,
    is_python_function_app,
)
from nameplate.apphost.instances import CannotRun

ENVIRONMENT: Final = "antenv"
"""Where App Service's builder puts an app's Python environment."""
_MODULES: Final = ("app", "application", "main", "index", "server", "wsgi", "asgi")
_ASGI: Final = frozenset(("fastapi", "starlette", "quart", "litestar", "sanic"))
_SCRIPTS: Final = ("server.js", "app.js", "index.js", "bin/www")
STARTUP: Final = "startup.sh"
"""What App Service starts an app with where nothing else is said ("Deploy files")."""
_EXECUTABLES: Final = ("start.sh", "run.sh", STARTUP)


class Stack(StrEnum):
    """What an app is written for."""

    PYTHON = "python"
    NODE = "node"
    EXECUTABLE = "executable"


def stack_of(content: Path, runtime: str) -> Stack:
    """What a deployed folder is, by its configured runtime or by what lies in it."""
    name = runtime.partition("|")[0].strip().lower()
    if name in ("python", "node"):
        return Stack(name)
    if is_python_function_app(content):
        return Stack.PYTHON
    if _executable(content) is not None:
        return Stack.EXECUTABLE
    if (content / "package.json").exists():
        return Stack.NODE
    if (content / "requirements.txt").exists() or _python_modules(content):
        return Stack.PYTHON
    if any((content / each).exists() for each in _SCRIPTS):
        return Stack.NODE
    return Stack.EXECUTABLE


def command_of(content: Path, start_command: str, runtime: str, port: int) -> tuple[str, ...]:
    """The command that starts an app. Raises ``CannotRun``."""
    if start_command.strip():
        return _given(content, start_command.strip())
    if _is_program(content / STARTUP):
        return (str(content / STARTUP),)
    if is_function_app(content):
        return function_command(content, port)
    stack = stack_of(content, runtime)
    if stack is Stack.PYTHON:
        return _python(content, port)
    if stack is Stack.NODE:
        return _node(content)
    program = _executable(content)
    if program is not None:
        return (str(program),)
    raise CannotRun(
        "no start command was found: set one (--startup-file), or deploy an app.py, a "
        "package.json with a start script, or an executable start.sh"
    )


def _executable(content: Path) -> Path | None:
    """A program that starts the app by itself."""
    return next(filter(_is_program, (content / name for name in _EXECUTABLES)), None)


def _is_program(path: Path) -> bool:
    return path.is_file() and path.stat().st_mode & 0o111 != 0


def _given(content: Path, command: str) -> tuple[str, ...]:
    """A startup file's name, or a command line for a shell."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise CannotRun(f"the start command cannot be read: {problem}") from None
    if len(words) == 1 and (content / words[0]).is_file():
        path = content / words[0]
        if path.suffix == ".py":
            return ("python", str(path))
        if path.suffix in (".js", ".mjs", ".cjs"):
            return ("node", str(path))
        if path.suffix in (".sh", ".txt") or not path.stat().st_mode & 0o111:
            return ("sh", str(path))
        return (str(path),)
    return ("sh", "-c", f"exec {command}" if _is_simple(command) else command)


def _is_simple(command: str) -> bool:
    """Whether the shell may become the command: no operators, no assignment before it."""
    first = command.split(maxsplit=1)[0]
    return "=" not in first and re.search(r"[;&|<>()`\n]", command) is None


def _python(content: Path, port: int) -> tuple[str, ...]:
    django = next(iter(sorted(content.glob("*/wsgi.py"))), None)
    if django is not None:
        return _gunicorn(f"{django.parent.name}.wsgi", port)
    for module in _python_modules(content):
        found = _application(content / f"{module}.py")
        if found is None:
            continue
        name, asgi = found
        if asgi:
            return ("python", "-m", "uvicorn", f"{module}:{name}", *_listen("uvicorn", port))
        return _gunicorn(f"{module}:{name}", port)
    raise CannotRun(
        "no WSGI or ASGI application named 'app' or 'application' was found in "
        + ", ".join(f"{each}.py" for each in _MODULES)
        + ": set a start command (--startup-file)"
    )


def _gunicorn(target: str, port: int) -> tuple[str, ...]:
    return ("python", "-m", "gunicorn", target, "--timeout", "600", *_listen("gunicorn", port))


def _listen(server: str, port: int) -> tuple[str, ...]:
    if server == "uvicorn":
        return ("--host", "127.0.0.1", "--port", str(port))
    return ("--bind", f"127.0.0.1:{port}", "--access-logfile", "-")


def _python_modules(content: Path) -> list[str]:
    return [each for each in _MODULES if (content / f"{each}.py").is_file()]


def _application(path: Path) -> tuple[str, bool] | None:
    """The application that a module makes at its top, and whether it is an ASGI one."""
    try:
        tree = ast.parse(footing.read(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # or nested without end
        return None
    asgi = _imports_asgi(tree)
    names = set()
    for node in tree.body:
        match node:
            case ast.Assign(targets=targets):
                names |= {each.id for each in targets if isinstance(each, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.ImportFrom(names=[ast.alias(name)]):
                names.add(name)
            case ast.AsyncFunctionDef(name=name):
                names.add(name)
                asgi = asgi or name in ("app", "application")
            case ast.FunctionDef(name=name):
                names.add(name)
    found = next((name for name in ("app", "application") if name in names), None)
    return (found, asgi) if found else None


def _imports_asgi(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        if any(name.partition(".")[0] in _ASGI for name in names):
            return True
    return False


def _node(content: Path) -> tuple[str, ...]:
    package = content / "package.json"
    if package.exists():
        try:
            described = json.loads(footing.read(package))
        except (ValueError, RecursionError) as problem:
            raise CannotRun(f"package.json cannot be read: {problem}") from None
        if isinstance(described, dict):
            if (described.get("scripts") or {}).get("start"):
                return ("npm", "start", "--silent")
            main = described.get("main")
            if isinstance(main, str) and (content / main).is_file():
                return ("node", main)
    for name in _SCRIPTS:
        if (content / name).is_file():
            return ("node", name)
    raise CannotRun("package.json has no start script, and there is none of " + ", ".join(_SCRIPTS))
