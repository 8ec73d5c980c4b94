"""``/subscriptions/S/operationresults/T``: the end of what was answered with 202."""

from dataclasses import dataclass
from typing import Final

from nameplate.resource_manager import operations
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_OPERATION_RESULTS: Final = ResourceType(
    name="Microsoft.Resources/operationresults",
    api_versions=("2024-11-01", "2021-04-01"),
    level=Level.SUBSCRIPTION,
    open=True,
)


@dataclass(frozen=True, slots=True)
class OperationResults:
    """Everything accepted was done before its answer left: a token of ours says 200.

    Of a deployment it says 204, as Azure's does.
    """

    type: ResourceType = _OPERATION_RESULTS

    async def find(self, target: Target, turn: Turn) -> JsonObject | Answer | None:
        facts = operations.facts(target.name)
        if facts is None:
            return None
        deployment = facts["jobId"].startswith(operations.DEPLOYMENT_DELETION)
        return Answer(204 if deployment else 200)
