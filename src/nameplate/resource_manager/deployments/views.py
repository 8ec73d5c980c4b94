"""Deployments and operations as they are answered: members in the order of the recordings."""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.resource_manager.deployments.records import Deployment, Operation
from nameplate.resource_manager.deployments.times import duration, timestamp
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
        "timestamp": timestamp(operation.changed),
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


def _properties(deployment: Deployment) -> dict[str, Any]:
    known = deployment.properties
    said: dict[str, Any] = {
        **{name: held for name, held in known.items() if name not in _AFTER_STATE},
        "provisioningState": deployment.state.value,
        "timestamp": timestamp(deployment.changed),
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
