"""What a deployment did: its operations, and the status that its clients poll."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.providers.deployments import API_VERSIONS
from nameplate.resource_manager import operations
from nameplate.resource_manager.deployments import refusals
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.deployments.records import Deployment
from nameplate.resource_manager.deployments.views import operation_document, status_document
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_OPERATIONS: Final = ResourceType(
    name="Microsoft.Resources/deployments/operations",
    api_versions=API_VERSIONS,
    level=Level.DEPLOYMENT,
    ordered=True,
)
_STATUSES: Final = ResourceType(
    name="Microsoft.Resources/deployments/operationStatuses",
    action_stem="Microsoft.Resources/deployments/operationstatuses",
    api_versions=API_VERSIONS,
    level=Level.DEPLOYMENT,
)


@dataclass(frozen=True, slots=True)
class DeploymentOperations:
    """``.../deployments/D/operations``."""

    desk: Desk
    type: ResourceType = _OPERATIONS

    async def find(self, target: Target, turn: Turn) -> JsonObject:
        deployment = await _deployment(self.desk, target)
        for each in await self.desk.engine.operations(deployment):
            if each.id.lower() == target.name.lower():
                return operation_document(deployment, each)
        raise refusals.operation_not_found(target.name, deployment.name)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        deployment = await _deployment(self.desk, target)
        held = await self.desk.engine.operations(deployment)
        return [operation_document(deployment, each) for each in held]


@dataclass(frozen=True, slots=True)
class DeploymentStatuses:
    """``.../deployments/D/operationStatuses/T``: what ``Azure-AsyncOperation`` points at."""

    desk: Desk
    type: ResourceType = _STATUSES

    async def find(self, target: Target, turn: Turn) -> Answer:
        deployment = await _deployment(self.desk, target)
        if deployment.token != target.name:
            raise refusals.operation_not_found(target.name, deployment.name)
        now = self.desk.engine.now(deployment)
        again = (("Retry-After", operations.RETRY_AFTER),) if now.state.active else ()
        return Answer(200, status_document(now), again)


async def _deployment(desk: Desk, target: Target) -> Deployment:
    name = target.names[0]
    at = f"{target.scope}/providers/Microsoft.Resources/deployments/{name}"
    deployment = await desk.records.find(at.lower())
    if deployment is None:
        raise refusals.not_found(name)
    return deployment
