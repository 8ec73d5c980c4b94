"""Why a deployment failed: every failing resource named, with all that is nested in its error."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from nameplate.cli.control_plane import ControlPlane
from nameplate.cli.deployment_operations import NESTED, Operation, operations_of
from nameplate.cli.failures import CommandFailure, ServiceFailure

_DEEPEST: Final = 8
_NO_STATUS: Final = 0


def deployment_failure(
    plane: ControlPlane, deployment: Mapping[str, Any], operations: Sequence[Operation]
) -> ServiceFailure:
    """The failure that a deployment's end is."""
    properties = deployment.get("properties") or {}
    error = properties.get("error") or {}
    state = properties.get("provisioningState", "Failed")
    failed = list(_failed(plane, operations, 1))
    return ServiceFailure(
        str(error.get("code") or f"Deployment{state}"),
        str(error.get("message") or f"The deployment '{deployment.get('name')}' is {state}."),
        http_status=_NO_STATUS,
        details=tuple(failed or nested(error, 1)),
    )


def _failed(plane: ControlPlane, operations: Sequence[Operation], depth: int) -> Iterator[str]:
    """A line for each resource that failed, and below it why."""
    for each in operations:
        if not each.failed:
            continue
        indent = "  " * depth
        what = f"{each.type} '{each.name}'" if each.type else each.kind
        error = _error(each.message)
        yield f"{indent}{what}: {_words(error)}"
        inner = _inner(plane, each, depth)
        yield from inner or nested(error, depth + 1)


def _inner(plane: ControlPlane, each: Operation, depth: int) -> list[str]:
    """What failed inside a nested deployment."""
    if each.type.lower() != NESTED or depth >= _DEEPEST or not each.target:
        return []
    try:
        return list(_failed(plane, operations_of(plane, each.target), depth + 1))
    except CommandFailure:  # it never began, or is gone
        return []


def nested(error: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Every cause below an error; a message that is JSON is opened."""
    if depth > _DEEPEST:
        return
    for entry in error.get("details") or ():
        if not isinstance(entry, Mapping):
            continue
        inside = _error(entry.get("message"))
        found = inside if inside.get("code") else entry
        target = entry.get("target")
        yield f"{'  ' * depth}{f'{target}: ' if target else ''}{_words(found)}"
        yield from nested(found, depth + 1)


def _error(message: object) -> Mapping[str, Any]:
    """The error that a status message or a detail's text holds."""
    if isinstance(message, str):
        try:
            opened = json.loads(message)
        except ValueError:
            return {"message": message}
        message = opened if isinstance(opened, dict) else {"message": message}
    if not isinstance(message, Mapping):
        return {}
    inner = message.get("error", message)
    return inner if isinstance(inner, Mapping) else {"message": str(inner)}


def _words(error: Mapping[str, Any]) -> str:
    code = error.get("code") or error.get("Code")
    text = str(error.get("message") or error.get("Message") or "it failed").strip()
    return f"({code}) {text}" if code else text
