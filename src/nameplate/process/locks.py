"""Locks on files that the kernel releases when their holder ends, however it ends."""

import contextlib
import fcntl
import os
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

_PAUSE = 0.02


class LockHeld(Exception):
    """Another process holds the lock."""


class FileLock:
    """An exclusive lock while it is entered. The file stays: its content means nothing."""

    def __init__(self, path: Path, *, patience: float = 0.0) -> None:
        self._path = path
        self._patience = patience
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock, waiting ``patience`` seconds at most. Raises ``LockHeld``."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for _ in range(int(self._patience / _PAUSE) + 1):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._descriptor = descriptor
                return
            if self._patience:
                Event().wait(_PAUSE)
        os.close(descriptor)
        raise LockHeld(str(self._path))

    def release(self) -> None:
        """Let go; again is fine."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(path: Path) -> bool:
    """Whether a live process holds the lock; creates nothing.

    Asking takes a shared lock for a moment: holders that want the lock ask with some patience.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
