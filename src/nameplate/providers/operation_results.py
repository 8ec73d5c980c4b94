"""``/subscriptions/S/operationresults/T``: the end of what was answered with 202."""

from dataclasses import dataclass
from typing import Final

from nameplate.resource_manager import operations
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_OPERATION_RESULTS: Final = ResourceType(
    name="Microsoft.Resources/operationresults",
    api_versions=("2024-11-01", "2021-04-01"),
    level=Level.SUBSCRIPTION,
    open=True,
)

_GUID: Final = 36


@dataclass(frozen=True, slots=True)
class OperationResults:
    """Everything accepted was done before its answer left: a token of ours says 200.

    Of a deployment that was deleted it says 204, as Azure's does; of a what-if, what it found.
    """

    desk: Desk
    type: ResourceType = _OPERATION_RESULTS

    async def find(self, target: Target, turn: Turn) -> JsonObject | Answer | None:
        facts = operations.facts(target.name)
        if facts is None:
            return None
        job: str = facts["jobId"]
        if job.startswith(operations.DEPLOYMENT_WHAT_IF):
            return await self._what_if(job[-_GUID:], turn)
        return Answer(204 if job.startswith(operations.DEPLOYMENT_DELETION) else 200)

    async def _what_if(self, key: str, turn: Turn) -> JsonObject | None:
        """Only for who asked, and not for ever."""
        result = await self.desk.records.find_result(key)
        if result is None or result.expires <= turn.now:
            return None
        return result.document if result.object_id == turn.caller.object_id else None
