"""Ending another process of ours by its id: asked politely, then waited for."""

import os
import signal
from threading import Event

_PAUSE = 0.05


def terminate(pid: int, *, patience: float) -> bool:
    """Send SIGTERM and wait until the process is gone; ``False`` when it outlives patience."""
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return True
    for _ in range(int(patience / _PAUSE) + 1):
        if not is_alive(pid):
            return True
        Event().wait(_PAUSE)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    """Whether a process of that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
