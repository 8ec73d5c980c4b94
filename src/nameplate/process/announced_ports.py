"""Ports that runs have told their commands to listen on, for as long as each run lives.

A file each in a folder of the home, locked by the run that wrote it: the kernel lets go of the lock
when the run ends, however it ends, and a file that nobody holds means nothing.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nameplate.process.locks import FileLock, is_locked

_SUFFIX: Final = ".json"
_PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Announced:
    """A port that a command was told, and whose it is."""

    label: str
    """The first name of its app's address: ``web1``, ``web1-staging``."""
    port: int
    place: str
    """Names the announcement: another run's is another."""


@contextmanager
def announced(folder: Path, label: str, port: int) -> Iterator[None]:
    """Announce a port until the block is left."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(8)}{_SUFFIX}"
    with FileLock(path, patience=_PATIENCE):
        path.write_text(json.dumps({"label": label.lower(), "port": port}), "utf-8")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def announcements(folder: Path, label: str) -> list[Announced]:
    """The ports of the live runs of an app, the latest run's first."""
    found = [each for each in _live(folder) if each[1].label == label.lower()]
    found.sort(key=lambda each: each[0], reverse=True)
    return [each for _, each in found]


def _live(folder: Path) -> Iterator[tuple[int, Announced]]:
    """When each was written, and what; the files of runs that were killed go."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                said = json.loads(path.read_text("utf-8"))
                label, port = str(said["label"]), int(said["port"])
                written = entry.stat().st_mtime_ns
                if is_locked(path):
                    yield written, Announced(label, port, entry.name)
                else:
                    path.unlink(missing_ok=True)
