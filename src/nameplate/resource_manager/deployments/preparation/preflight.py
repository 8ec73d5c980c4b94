"""What a deployment has to pass before it is accepted: read, bind, plan, check.

Evaluation is bounded by the language's own budget, nested deployments by their number and depth,
and all of it by time.
"""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from nameplate.core.principal import Principal
from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.resource_manager.deployments.preparation.binding import Binding, Draft
from nameplate.resource_manager.deployments.preparation.checks import Checks
from nameplate.resource_manager.deployments.preparation.expansion import Expansion, Tools
from nameplate.resource_manager.deployments.preparation.links import LinkedTemplates
from nameplate.resource_manager.deployments.preparation.parameters import SecretReferences
from nameplate.resource_manager.deployments.preparation.prepared import (
    DEPTH_LIMIT,
    JsonObject,
    Place,
    Prepared,
)
from nameplate.resource_manager.deployments.preparation.request import read_request
from nameplate.resource_manager.deployments.preparation.sources import Source, Sources
from nameplate.resource_manager.deployments.preparation.stored import (
    mode_of,
    on_error_of,
    parameters_of,
    stored,
)
from nameplate.resource_manager.deployments.preparation.surroundings import Surroundings
from nameplate.resource_manager.deployments.work import Work
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Turn
from nameplate.template.document.nested import Nested
from nameplate.template.document.template import Template

__all__ = ("Preparation", "stored")

T = TypeVar("T")

SECONDS: Final = 60.0


class Preparation:
    """Makes a ``Prepared`` of a request, of a nested deployment, or of what was stored."""

    def __init__(
        self,
        *,
        phases: Phases,
        secrets: SecretReferences,
        links: LinkedTemplates,
        seconds: float = SECONDS,
    ) -> None:
        """``seconds``: how long one preparation may take."""
        self._phases = phases
        self._seconds = seconds
        work = Work()
        self._tools = Tools(
            Binding(Surroundings(phases), secrets, work),
            Sources(links, work),
            Checks(phases),
            work,
        )

    async def prepare(
        self, place: Place, body: JsonObject, turn: Turn, *, correlation_id: str
    ) -> Prepared:
        """Read a request's body (with the places of its text) and check all of it."""
        request = read_request(body, place)
        expansion = Expansion(self._tools, turn, correlation_id)

        async def prepared() -> Prepared:
            draft = Draft(
                place=request.place,
                mode=request.mode,
                source=await self._tools.sources.of_request(request),
                tags=request.tags,
                debug_setting=request.debug_setting,
                on_error=request.on_error,
            )
            return await expansion.prepare(draft)

        return await self._within(prepared(), place.name)

    async def prepare_nested(self, outer: Prepared, nested: Nested) -> Prepared:
        """The same for a nested deployment whose parameters are known by now."""
        if outer.depth >= DEPTH_LIMIT:
            raise refusals.nested_too_deep(nested.name)
        turn = self._turn(outer.caller, outer.started, outer.request_id)
        expansion = Expansion(self._tools, turn, outer.correlation_id)
        expansion.note_groups(outer.plan)

        async def prepared() -> Prepared:
            return await expansion.prepare(await expansion.nested_draft(outer, nested))

        return await self._within(prepared(), nested.name)

    async def resume(
        self,
        place: Place,
        stored: JsonObject,
        caller: Principal,
        *,
        correlation_id: str,
        request_id: str,
    ) -> Prepared:
        """The same again from ``stored(prepared)``: nothing is fetched, read or asked twice.

        For outermost deployments: what is nested in one, and known, comes back with it.
        """
        turn = self._turn(caller, stored["started"], request_id)
        source = Source(
            template=await self._tools.work.do(Template.read, stored["template"]),
            parameters=parameters_of(stored),
            base=stored["base"],
            template_link=stored["templateLink"],
            parameters_link=stored["parametersLink"],
        )
        draft = Draft(
            place=place,
            mode=mode_of(stored),
            source=source,
            depth=stored["depth"],
            tags=stored["tags"],
            debug_setting=stored["debugSetting"],
            on_error=on_error_of(stored),
        )
        expansion = Expansion(self._tools, turn, correlation_id)
        return await self._within(expansion.prepare(draft, kept=stored), place.name)

    def _turn(self, caller: Principal, now: float, request_id: str) -> Turn:
        """A turn that only reads: its unit is never committed."""
        return Turn(
            work=self._phases.units.begin(),
            caller=caller,
            now=now,
            request_id=request_id,
            find=self._phases.records.find,
        )

    async def _within(self, preparing: Awaitable[T], name: str) -> T:
        try:
            async with asyncio.timeout(self._seconds):
                return await preparing
        except TimeoutError:
            raise refusals.took_too_long(name, self._seconds) from None
