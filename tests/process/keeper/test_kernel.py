"""The calls do what they say, each in a process that may be spoiled."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nameplate.process.keeper import kernel


def _after(call: Callable[[], None], field: str) -> str:
    """What ``/proc/self/status`` says in a process that made a call."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        call()
        lines = Path("/proc/self/status").read_text().splitlines()
        found = next(line for line in lines if line.startswith(field))
        os.write(said, found.partition(":")[2].strip().encode())
        os._exit(0)
    os.close(said)
    with os.fdopen(heard, "rb") as reading:
        words = reading.read().decode()
    os.waitpid(child, 0)
    return words


def test_privileges_are_given_up_for_good() -> None:
    assert _after(kernel.gain_no_privileges, "NoNewPrivs") == "1"


def test_what_the_kernel_refuses_is_named() -> None:
    with pytest.raises(OSError, match="mount over /no/such/place"):
        kernel.mount_empty("/no/such/place")
