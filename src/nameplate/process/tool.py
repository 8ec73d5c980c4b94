"""A short program run for its effect, or for what it writes."""

import subprocess
from collections.abc import Mapping, Sequence

_LONGEST = 120.0


class ToolFailed(Exception):
    """A program that is missing, or said no."""


def run_tool(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a program to its end. Raises ``ToolFailed`` with its last words."""
    done = _done(command, environment)
    if done.returncode:
        words = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        last = words[-1] if words else f"exit status {done.returncode}"
        raise ToolFailed(f"{command[0]}: {last}")


def output_of(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a program writes to its standard output. Raises ``ToolFailed`` with all its words."""
    done = _done(command, environment)
    if done.returncode:
        words = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise ToolFailed(words or f"{command[0]}: exit status {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


def _done(
    command: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - the callers name the program themselves
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ToolFailed(f"{command[0]}: {problem}") from None
