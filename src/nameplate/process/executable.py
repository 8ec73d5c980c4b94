"""Which file a command's name means, as a shell would find it; or why none (127 and 126)."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

NOT_FOUND: Final = 127
NOT_EXECUTABLE: Final = 126
_DEFAULT_PATH: Final = "/usr/local/bin:/usr/bin:/bin"


class CannotStart(Exception):
    """A command that cannot be started; ``status`` is what a shell would exit with."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def find_executable(name: str, environment: Mapping[str, str]) -> str:
    """Return the file to execute, looked up in the child's own ``PATH``."""
    if not name:
        raise CannotStart("the command is empty", NOT_FOUND)
    if "/" in name:
        return _at(Path(name), name)
    refused: Path | None = None
    for folder in environment.get("PATH", _DEFAULT_PATH).split(":"):
        candidate = Path(folder or ".") / name
        if _is_file(candidate):
            if os.access(candidate, os.X_OK):
                return str(candidate)
            refused = refused or candidate
    if refused is not None:
        raise CannotStart(f"{refused} is not executable", NOT_EXECUTABLE)
    raise CannotStart(f"{name}: command not found", NOT_FOUND)


def _is_file(path: Path) -> bool:
    """Whether there is a file; a folder that may not be entered has none."""
    try:
        return path.is_file()
    except PermissionError:
        return False


def _at(path: Path, name: str) -> str:
    try:
        found = path.exists()
    except PermissionError:
        raise CannotStart(f"{name}: permission denied", NOT_EXECUTABLE) from None
    if not found:
        raise CannotStart(f"{name}: no such file", NOT_FOUND)
    if path.is_dir():
        raise CannotStart(f"{name} is a folder", NOT_EXECUTABLE)
    if not os.access(path, os.X_OK):
        raise CannotStart(f"{name} is not executable", NOT_EXECUTABLE)
    return name
