"""Function apps: how they start, and the host that is installed beside a Python one's packages.

The host is a program of its own (``function_host/`` in the repository, carried in the wheel). It is
handed to an app's environment as a wheel that is written here, so that pip settles the app's
requirements and the host's in one go. Other languages bring their own host: ``func``.
"""

import base64
import hashlib
import shutil
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nameplate.apphost.instances import CannotRun

_SCRIPT: Final = "function_app.py"
_MARKS: Final = ("host.json", _SCRIPT)
_PACKAGE: Final = "nameplate_functions"
_DATA: Final = "~/data/Functions"
"""Where the host keeps keys and timers, as the real one does; ``~`` is the app's own folder."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_INSTALLED: Final = Path(__file__).parent.parent / "_function_host"
_CHECKED_OUT: Final = Path(__file__).parents[3] / "function_host"


def is_function_app(content: Path) -> bool:
    """Whether a deployed folder is a function app."""
    return any((content / name).is_file() for name in _MARKS)


def is_python_function_app(content: Path) -> bool:
    """Whether it is one of the Python v2 programming model, which our host runs."""
    return (content / _SCRIPT).is_file()


def function_command(content: Path, port: int) -> tuple[str, ...]:
    """The command that starts a function app."""
    if is_python_function_app(content):
        return ("python", "-m", _PACKAGE, "--port", str(port), "--data", _DATA)
    return ("func", "start", "--port", str(port))


def check_host(command: Sequence[str], path: str) -> None:
    """Raise ``CannotRun`` when a command needs ``func`` and the machine has none."""
    if command[:2] == ("func", "start") and shutil.which("func", path=path) is None:
        raise CannotRun(
            "there is no function_app.py, and function apps of other languages are run by 'func', "
            "which is not on this machine: install Azure Functions Core Tools"
        )


def needs_host(content: Path, environment: str) -> bool:
    """Whether the host is still to be installed into a function app's environment."""
    places = content.glob(f"{environment}/lib/*/site-packages/{_PACKAGE}")
    return is_python_function_app(content) and next(places, None) is None


def write_host(folder: Path) -> Path:
    """Write the host's wheel into a folder: what pip is to install, with its requirements."""
    source = _INSTALLED if _INSTALLED.is_dir() else _CHECKED_OUT
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]
    name = f"{_PACKAGE}-{project['version']}"
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted((source / _PACKAGE).rglob("*.py"))
    }
    about = f"{name}.dist-info"
    files[f"{about}/METADATA"] = _metadata(project)
    files[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: nameplate\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{about}/RECORD"] = _record(files, f"{about}/RECORD")
    wheel = folder / f"{name}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files.items():
            entry = zipfile.ZipInfo(place, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    wheel.chmod(0o644)
    return wheel


def _metadata(project: dict[str, Any]) -> bytes:
    lines = [
        "Metadata-Version: 2.3",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"Requires-Python: {project['requires-python']}",
        *(f"Requires-Dist: {each}" for each in project["dependencies"]),
    ]
    return ("\n".join(lines) + "\n").encode()


def _record(files: dict[str, bytes], own: str) -> bytes:
    """A line for each file: its SHA-256 and its size."""
    lines = []
    for place, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{place},sha256={digest},{len(content)}\n")
    return ("".join(lines) + f"{own},,\n").encode()
