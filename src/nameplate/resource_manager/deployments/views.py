"""Deployments and operations as they are answered: members in the order of the recordings."""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.clock import iso8601
from nameplate.resource_manager.deployments.records import Deployment, Operation
from nameplate.template.document.sections import member_of

TYPE: Final = "Microsoft.Resources/deployments"
_TYPE_SINCE: Final = "2019-05-01"
_AFTER_STATE: Final = frozenset(("providers", "dependencies", "onErrorDeployment"))
"""What of the described properties stands behind the state, not before it."""


def deployment_document(deployment: Deployment, api_version: str) -> dict[str, Any]:
    """The answer to PUT and GET, and an item of a list."""
    document: dict[str, Any] = {"id": deployment.id, "name": deployment.name}
    if api_version >= _TYPE_SINCE:
        document["type"] = TYPE
    if deployment.location is not None:
        document["location"] = deployment.location
    if deployment.tags is not None:
        document["tags"] = deployment.tags
    document["properties"] = _properties(deployment)
    return document


def status_document(deployment: Deployment) -> dict[str, Any]:
    """What clients poll: the state, and why it failed."""
    if deployment.error is None:
        return {"status": deployment.state.value}
    return {"status": deployment.state.value, "error": deployment.error}


def operation_document(deployment: Deployment, operation: Operation) -> dict[str, Any]:
    """One operation of a deployment."""
    target = operation.target
    properties: dict[str, Any] = {
        "provisioningOperation": operation.kind.value,
        "provisioningState": operation.state.value,
        "timestamp": instant(operation.changed),
        "duration": duration(operation.changed - operation.started),
        "trackingId": operation.tracking_id,
        "serviceRequestId": operation.service_request_id,
        "statusCode": operation.status_code,
        "statusMessage": operation.error,
        "targetResource": None
        if target is None
        else {"id": target.id, "resourceType": target.type, "resourceName": target.name},
    }
    return {
        "id": f"{deployment.id}/operations/{operation.id}",
        "operationId": operation.id,
        "properties": {name: held for name, held in properties.items() if held is not None},
    }


def shows_ids_only(body: Mapping[str, Any]) -> bool:
    """Whether a ``whatIf`` asks for changes without what they change."""
    settings = member_of(member_of(body, "properties"), "whatIfSettings")
    wanted = member_of(settings, "resultFormat")
    return isinstance(wanted, str) and wanted.lower() == "resourceidonly"


def instant(seconds: float) -> str:
    """A time as .NET writes it: ``2021-07-07T09:58:53.517328Z``, without closing zeros."""
    text = iso8601(seconds).removesuffix("Z").rstrip("0").removesuffix(".")
    return f"{text}Z"


def duration(seconds: float) -> str:
    """ISO 8601, as .NET writes it: ``PT1M44.1275702S``."""
    ticks = max(0, round(seconds * 10_000_000))
    hours, ticks = divmod(ticks, 36_000_000_000)
    minutes, ticks = divmod(ticks, 600_000_000)
    rest = f"{ticks // 10_000_000}.{ticks % 10_000_000:07d}".rstrip("0").removesuffix(".")
    parts = (f"{hours}H" if hours else "", f"{minutes}M" if minutes else "")
    return (
        f"PT{parts[0]}{parts[1]}{rest}S"
        if ticks or not (hours or minutes)
        else f"PT{parts[0]}{parts[1]}"
    )


def _properties(deployment: Deployment) -> dict[str, Any]:
    known = deployment.properties
    said: dict[str, Any] = {
        **{name: held for name, held in known.items() if name not in _AFTER_STATE},
        "provisioningState": deployment.state.value,
        "timestamp": instant(deployment.changed),
        "duration": duration(deployment.changed - deployment.created),
        "correlationId": deployment.correlation_id,
        **{name: known[name] for name in ("providers", "dependencies") if name in known},
        "onErrorDeployment": deployment.on_error,
        "outputs": deployment.outputs,
        "outputResources": _resources(deployment),
        "error": deployment.error,
    }
    return {name: held for name, held in said.items() if held is not None}


def _resources(deployment: Deployment) -> list[Mapping[str, str]] | None:
    if deployment.output_resources is None:
        return None
    return [{"id": each} for each in deployment.output_resources]
