"""A short program run for its effect, with its output kept out of ours."""

import subprocess
from collections.abc import Mapping, Sequence

_LONGEST = 120.0


class ToolFailed(Exception):
    """A program that is missing, or said no."""


def run_tool(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a program to its end. Raises ``ToolFailed`` with its last words."""
    try:
        done = subprocess.run(  # noqa: S603 - the callers name the program themselves
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ToolFailed(f"{command[0]}: {problem}") from None
    if done.returncode:
        words = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        last = words[-1] if words else f"exit status {done.returncode}"
        raise ToolFailed(f"{command[0]}: {last}")
