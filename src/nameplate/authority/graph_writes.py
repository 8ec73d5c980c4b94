"""A change of the directory by Graph: one unit of work, its event in the same one."""

from typing import Any

from nameplate.audit.event import Event, EventKind
from nameplate.authority.graph_results import Call
from nameplate.authority.protocols import ChangeTrail
from nameplate.core.work import UnitOfWork, UnitsOfWork


class GraphWrites:
    """Begins units and commits them."""

    def __init__(self, units: UnitsOfWork, trail: ChangeTrail) -> None:
        self._units = units
        self._trail = trail

    def begin(self) -> UnitOfWork:
        return self._units.begin()

    async def commit(
        self, call: Call, work: UnitOfWork, action: str, resource: str, **facts: Any
    ) -> None:
        """Write it all, and who did it. ``facts`` never hold a secret."""
        event = Event(
            kind=EventKind.CHANGE,
            action=f"microsoft.directory/{action}",
            outcome="allowed",
            resource=resource,
            object_id=call.principal.object_id,
            app_id=call.principal.app_id,
            display_name=call.principal.display_name,
            request_id=call.request.request_id,
            facts=facts,
        )
        self._trail.add(work, event)
        await work.commit()
