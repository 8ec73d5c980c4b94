"""The operations of a deployment: what it does to each resource, as one row each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.cli.control_plane import ControlPlane
from nameplate.cli.deployment_scope import VERSION

_DURATION: Final = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
ENDED: Final = ("succeeded", "failed", "canceled")
NESTED: Final = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a deployment does to one resource."""

    operation_id: str
    kind: str
    """``Create``, ``EvaluateDeploymentOutput`` ..."""
    state: str
    target: str
    """The resource's id; empty where there is none."""
    type: str
    name: str
    seconds: float | None
    message: Any

    @property
    def ended(self) -> bool:
        """Whether it will not change any more."""
        return self.state.lower() in ENDED

    @property
    def failed(self) -> bool:
        return self.state.lower() == "failed"


def read_operation(document: Mapping[str, Any]) -> Operation:
    """An operation as ARM shows it."""
    found = document.get("properties") or {}
    target = found.get("targetResource") or {}
    return Operation(
        operation_id=str(document.get("operationId", "")),
        kind=str(found.get("provisioningOperation", "")),
        state=str(found.get("provisioningState", "")),
        target=str(target.get("id") or ""),
        type=str(target.get("resourceType") or ""),
        name=str(target.get("resourceName") or ""),
        seconds=seconds_of(found.get("duration")),
        message=found.get("statusMessage"),
    )


def operations_of(plane: ControlPlane, deployment: str) -> Sequence[Operation]:
    """The operations of a deployment so far."""
    return [read_operation(each) for each in plane.items(f"{deployment}/operations", VERSION)]


def seconds_of(duration: object) -> float | None:
    """An ISO 8601 duration in seconds."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
