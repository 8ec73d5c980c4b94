"""What stands in the groups that a deployment deploys to, and not in its template."""

from collections.abc import Collection, Iterator, Sequence

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.prepared import Mode, Prepared
from nameplate.resource_manager.deployments.standing import standing_beside
from nameplate.resource_manager.deployments.what_if.change import Change, ChangeType, tidy
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.template.environment import Level


class Neighbours:
    """Left alone by an incremental deployment, deleted by a complete one."""

    def __init__(self, control_plane: ControlPlane, phases: Phases) -> None:
        self._control_plane = control_plane
        self._phases = phases

    async def of(self, deployments: Sequence[Prepared], deployed: Collection[str]) -> list[Change]:
        """The changes, by id: of each group what its caller may read of it."""
        found: list[Change] = []
        for prepared, complete in _of_groups(deployments):
            for each, kind in await standing_beside(self._phases, prepared.place.scope, deployed):
                change = await self._change(prepared, each, kind, complete=complete)
                found.extend([change] if change else [])
        return sorted(found, key=lambda each: each.id.lower())

    async def _change(
        self, prepared: Prepared, resource: Resource, kind: ResourceType, *, complete: bool
    ) -> Change | None:
        call = Call(
            caller=prepared.caller,
            method="GET",
            address=parse(resource.id),
            api_version=kind.newest,
            request_id=prepared.request_id,
        )
        if not await self._phases.guard.allows(prepared.caller, kind.action("read"), resource.id):
            return Change(id=resource.id, type=ChangeType.DELETE) if complete else None
        try:
            document = (await self._control_plane.answer(call)).document
        except NameplateError:
            return None  # it went meanwhile
        resource_id = str(document["id"])
        shown = tidy(document, resource_id, type_name=kind.name, api_version=kind.newest)
        if complete and kind.deletable:
            return Change(id=resource_id, type=ChangeType.DELETE, before=shown)
        return Change(id=resource_id, type=ChangeType.IGNORE, before=shown, after=shown)


def _of_groups(deployments: Sequence[Prepared]) -> Iterator[tuple[Prepared, bool]]:
    """A deployment to each group, and whether one of those to it is complete."""
    by_key: dict[str, list[Prepared]] = {}
    for each in deployments:
        if each.place.level is Level.GROUP:
            by_key.setdefault(each.place.scope.lower(), []).append(each)
    for those in by_key.values():
        yield those[0], any(each.mode is Mode.COMPLETE for each in those)
