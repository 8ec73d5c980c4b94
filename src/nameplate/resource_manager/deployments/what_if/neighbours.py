"""What stands in the groups that a deployment deploys to, and not in its template."""

from collections.abc import Collection, Iterator, Sequence

from nameplate.core.errors import NameplateError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.prepared import Mode, Prepared
from nameplate.resource_manager.deployments.what_if.change import Change, ChangeType, tidy
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Stores
from nameplate.resource_manager.reads import PAGE
from nameplate.resource_manager.records import Resource, Selection
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
            for each, kind in await self._beside(prepared.place.scope, deployed):
                change = await self._change(prepared, each, kind, complete=complete)
                found.extend([change] if change else [])
        return sorted(found, key=lambda each: each.id.lower())

    async def _beside(
        self, group: str, deployed: Collection[str]
    ) -> list[tuple[Resource, ResourceType]]:
        """What stands for itself (types with a location), and in nothing that is listed too."""
        found: dict[str, tuple[Resource, ResourceType]] = {}
        after = ""
        while True:
            page = await self._phases.records.list(
                Selection(group.lower(), after=after, limit=PAGE)
            )
            for each in page:
                provider = self._phases.catalogue.of_stored(each.type)
                if isinstance(provider, Stores) and provider.type.tracked:
                    found[each.key] = each, provider.type
            if len(page) < PAGE:
                break
            after = page[-1].key
        others = {key: pair for key, pair in found.items() if key not in deployed}
        return [pair for key, pair in others.items() if not any(map(others.get, _around(key)))]

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


def _around(key: str) -> Iterator[str]:
    """The keys of all that something is in."""
    above = key.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]


def _of_groups(deployments: Sequence[Prepared]) -> Iterator[tuple[Prepared, bool]]:
    """A deployment to each group, and whether one of those to it is complete."""
    by_key: dict[str, list[Prepared]] = {}
    for each in deployments:
        if each.place.level is Level.GROUP:
            by_key.setdefault(each.place.scope.lower(), []).append(each)
    for those in by_key.values():
        yield those[0], any(each.mode is Mode.COMPLETE for each in those)
