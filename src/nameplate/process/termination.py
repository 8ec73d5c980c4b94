"""Asking another process of ours to end, by its id."""

import os
import signal


def ask_to_end(pid: int) -> bool:
    """Send SIGTERM; ``False`` when there is no such process any more."""
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    return True
