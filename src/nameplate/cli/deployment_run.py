"""A deployment from its request to its end: begun, watched, and left when somebody presses Ctrl-C.

With an ``up`` a deployment goes on without us. A server of our own ends with the command, so there
a deployment is cancelled, and ``--no-wait`` waits all the same.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, Final

from nameplate.cli.command import Invocation
from nameplate.cli.deployment_failure import deployment_failure
from nameplate.cli.deployment_operations import ENDED, operations_of
from nameplate.cli.deployment_progress import Lines, Progress, Silence, Table
from nameplate.cli.deployment_scope import VERSION, Level, ensure_group, words_of
from nameplate.cli.failures import CommandFailure, ServiceFailure
from nameplate.core.clock import SystemClock

_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.5
_LAST_POLLS: Final = 60

Look = Callable[[], None]
"""Called between two polls; may raise to leave the deployment, as Ctrl-C does."""


def begin(call: Invocation, level: Level, target: str, body: bytes) -> dict[str, Any]:
    """Ask for a deployment; a group that is missing is made first."""
    url = call.plane.url(target, VERSION)
    try:
        reply = call.connection.api.call("PUT", url, body)
    except ServiceFailure as failure:
        if failure.code != "ResourceGroupNotFound" or level.word != "group":
            raise
        ensure_group(call)
        reply = call.connection.api.call("PUT", url, body)
    document: dict[str, Any] = reply.json()
    return document


def finish(
    call: Invocation, target: str, progress: Progress, look: Look = lambda: None
) -> dict[str, Any]:
    """Wait for a deployment's end; raises when it did not succeed."""
    try:
        deployment, operations = _watch(call, target, progress, look)
    except BaseException as problem:
        if not isinstance(problem, CommandFailure):  # Ctrl-C, or what ``look`` raised
            _leave(call, target)
        raise
    if _state(deployment) != "succeeded":
        raise deployment_failure(call.plane, deployment, operations)
    return deployment


def progress_of(call: Invocation, *, lines: bool = True) -> Progress:
    """How progress is shown: a table where there is a terminal for it, else ``lines``."""
    if getattr(call.arguments, "only_show_errors", False):
        return Silence()
    plain: Progress = Lines(sys.stderr) if lines else Silence()
    if not sys.stderr.isatty():
        return plain
    try:
        size = os.get_terminal_size(sys.stderr.fileno())
    except OSError:
        return plain
    return Table(sys.stderr, SystemClock(), size.columns or 80, size.lines or 24)


def _watch(
    call: Invocation, target: str, progress: Progress, look: Look
) -> tuple[dict[str, Any], Any]:
    pause = _FIRST_PAUSE
    while True:
        look()
        deployment = call.plane.get(target, VERSION)
        operations = operations_of(call.plane, target)
        progress.show(operations)
        if _state(deployment) in ENDED:
            return deployment, operations
        Event().wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def _leave(call: Invocation, target: str) -> None:
    """Say what becomes of a deployment that nobody waits for any more."""
    call.connection.api.begin_anew()
    name = target.rpartition("/")[2]
    if not call.connection.embedded:
        call.warn(
            f"nameplate: the deployment '{name}' goes on: `{words_of(target, 'show')}` shows it, "
            f"`{words_of(target, 'cancel')}` ends it"
        )
        return
    with contextlib.suppress(CommandFailure):  # it may have ended by itself
        call.plane.send("POST", f"{target}/cancel", VERSION)
    if (state := _last_state(call, target)) is not None:
        call.warn(f"nameplate: the deployment '{name}' is {state}: its server ends with us")


def _last_state(call: Invocation, target: str) -> str | None:
    """What a deployment that was cancelled has become."""
    with contextlib.suppress(CommandFailure):
        for _ in range(_LAST_POLLS):
            if (state := _state(call.plane.get(target, VERSION))) in ENDED:
                return state
            Event().wait(_LONGEST_PAUSE / 5)
    return None


def _state(deployment: Mapping[str, Any]) -> str:
    properties = deployment.get("properties") or {}
    return str(properties.get("provisioningState", "")).lower()
