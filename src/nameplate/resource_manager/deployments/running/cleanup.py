"""Complete mode: what the group has and the template has not is deleted.

Only what stands for itself goes (``standing``), and what can be deleted at all.
"""

from collections.abc import Callable, Collection

from nameplate.core.errors import Conflict, NameplateError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.records import OperationKind, TargetResource
from nameplate.resource_manager.deployments.running.ledger import Ledger
from nameplate.resource_manager.deployments.running.services import Services
from nameplate.resource_manager.deployments.standing import standing_beside
from nameplate.resource_manager.records import Resource


class Cleanup:
    """Deletes, as the deployment's caller, what its template does not have."""

    def __init__(self, services: Services, prepared: Prepared, ledger: Ledger) -> None:
        self._services = services
        self._prepared = prepared
        self._ledger = ledger

    async def perform(self, kept: Collection[str], goes_on: Callable[[], bool]) -> None:
        """Delete all but what was deployed; the ledger says what could not be."""
        cleanup = self._ledger.begin(OperationKind.CLEANUP)
        left = await self._left_over({each.lower() for each in kept})
        refused: dict[str, NameplateError] = {}
        while left:
            refused = {}
            for each in left:
                if not goes_on():
                    return
                problem = await self._delete(each)
                if problem is not None:
                    refused[each.key] = problem
            # What another resource still needed goes in the next round, if there was any progress.
            tried, left = len(left), [each for each in left if each.key in refused]
            if len(left) == tried or not all(isinstance(e, Conflict) for e in refused.values()):
                break
        for each in left:
            self._fail(each, refused[each.key])
        self._ledger.succeed(cleanup)

    async def _left_over(self, kept: Collection[str]) -> list[Resource]:
        """What is to go, the latest first: what was made last rests on what was there before."""
        beside = await standing_beside(self._services.phases, self._prepared.place.scope, kept)
        found = [each for each, kind in beside if kind.deletable]
        return sorted(found, key=lambda each: each.created, reverse=True)

    async def _delete(self, resource: Resource) -> NameplateError | None:
        call = Call(
            caller=self._prepared.caller,
            method="DELETE",
            address=parse(resource.id),
            api_version=self._version(resource.type),
            request_id=self._prepared.request_id,
        )
        try:
            answer = await self._services.plane.answer(call)
        except NameplateError as error:
            return error
        operation = self._ledger.begin(OperationKind.DELETE, _target(resource))
        self._ledger.succeed(operation, 200 if answer.status == 202 else answer.status)
        return None

    def _fail(self, resource: Resource, error: NameplateError) -> None:
        namespace = resource.type.partition("/")[0]
        shape = self._services.phases.catalogue.shape_of(namespace)[1]
        operation = self._ledger.begin(OperationKind.DELETE, _target(resource))
        self._ledger.fail(operation, error.status, failures.body_of(error, shape))

    def _version(self, type_name: str) -> str:
        provider = self._services.phases.catalogue.of_stored(type_name)
        return provider.type.api_versions[0] if provider else ""


def _target(resource: Resource) -> TargetResource:
    names = "/".join(resource.id.rpartition("/providers/")[2].split("/")[2::2])
    return TargetResource(resource.id, resource.type, names)
