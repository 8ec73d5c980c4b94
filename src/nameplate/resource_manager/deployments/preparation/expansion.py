"""One preparation: a deployment, and the deployments nested in it as far as they are known.

Those whose parameters wait for answers of deployed resources, or for secrets of vaults (which the
deployment itself may make), are left to be prepared when their turn comes, and so is what would go
into a group that one of these may make.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nameplate.core.errors import NameplateError, NotFound
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.resource_manager.deployments.preparation.binding import Binding, Draft
from nameplate.resource_manager.deployments.preparation.checks import Checks, Findings
from nameplate.resource_manager.deployments.preparation.place import place_at
from nameplate.resource_manager.deployments.preparation.prepared import DEPTH_LIMIT, Prepared
from nameplate.resource_manager.deployments.preparation.request import read_location, read_mode
from nameplate.resource_manager.deployments.preparation.sources import Source, Sources
from nameplate.resource_manager.deployments.preparation.stored import parameters_of
from nameplate.resource_manager.deployments.preparation.surroundings import coming_group
from nameplate.resource_manager.deployments.work import Work
from nameplate.resource_manager.provider import Turn
from nameplate.template.document.nested import Nested
from nameplate.template.document.parameters import wanted_secrets
from nameplate.template.document.plan import Node, Plan
from nameplate.template.document.template import Template
from nameplate.template.language.budget import CHARACTERS, STEPS, Budget
from nameplate.template.references import Awaiting

NESTED_LIMIT: Final = 800
FETCHED_LIMIT: Final = 64 * 1024 * 1024
_STEPS: Final = 10 * STEPS
_CHARACTERS: Final = 4 * CHARACTERS
_GROUP: Final = "microsoft.resources/resourcegroups"

Kept = Mapping[str, Any]
"""What ``stored`` kept of a deployment: nothing of it is fetched, read or checked again."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every preparation works with."""

    binding: Binding
    sources: Sources
    checks: Checks
    work: Work


@dataclass(slots=True)
class Expansion:
    """The preparation of one outermost deployment (or of one nested one whose turn has come)."""

    tools: Tools
    turn: Turn
    correlation_id: str
    coming: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The groups that are to be made on the way, by their ids in lower case."""
    later: set[str] = field(default_factory=set)
    """The ids of nested deployments that are left for later."""
    findings: Findings = field(default_factory=Findings)
    hidden: list[Any] = field(default_factory=list)
    """Parameters, with what no refusal may repeat."""
    count: int = 0
    fetched: int = 0
    """How many bytes of linked templates were read."""
    budget: Budget = field(default_factory=lambda: Budget(steps=_STEPS, characters=_CHARACTERS))
    """What all nested deployments may compute together."""

    async def prepare(self, draft: Draft, kept: Kept | None = None) -> Prepared:
        """Prepare it with what is nested in it. Raises all that is wrong with any of it."""
        prepared = await self._bind(draft)
        try:
            if kept is None:
                await self._inspect(prepared)
                self.findings.refuse()
            prepared = await self._expanded(prepared, kept)
            self.findings.refuse()
        except NameplateError as error:
            hidden = failures.secrets_in(self.hidden)
            raise failures.without_secrets(error, hidden) from None
        return prepared

    def note_groups(self, plan: Plan) -> None:
        """Take it that the groups of a plan will be there."""
        for node in plan.active:
            self._note_group(node)

    async def nested_draft(self, outer: Prepared, nested: Nested) -> Draft:
        """A nested deployment with its template read, or fetched."""
        source = await self.tools.sources.of_nested(nested, outer.base)
        self.fetched += source.fetched
        if self.fetched > FETCHED_LIMIT:
            raise refusals.too_much_linked(FETCHED_LIMIT)
        return self._draft(outer, nested, source)

    async def _bind(self, draft: Draft) -> Prepared:
        prepared = await self.tools.binding.bind(
            draft, self.turn, correlation_id=self.correlation_id, coming=self.coming
        )
        self.hidden.append(prepared.parameters)
        return prepared

    async def _inspect(self, prepared: Prepared) -> None:
        await self.tools.checks.inspect(
            prepared.plan.active,
            prepared.place,
            self.findings,
            caller=self.turn.caller,
            request_id=self.turn.request_id,
        )

    async def _expanded(self, prepared: Prepared, kept: Kept | None) -> Prepared:
        """The same with the nested deployments that are known; dependencies come first."""
        found: dict[str, Prepared] = {}
        for node in prepared.plan.active:
            self._note_group(node)
            if node.is_deployment:
                inner = await self._known(prepared, node, kept)
                if inner is not None:
                    found[node.id] = inner
        return replace(prepared, nested=found)

    def _note_group(self, node: Node) -> None:
        if node.type.lower() == _GROUP:
            self.coming[node.id.lower()] = coming_group(node.id, node.name, node.preview)

    async def _known(self, outer: Prepared, node: Node, kept: Kept | None) -> Prepared | None:
        """A nested deployment; ``None`` where it is left for later, or was found to be wrong."""
        inner_kept = None if kept is None else kept["nested"].get(node.id)
        if kept is not None and inner_kept is None:
            return None
        try:
            return await self._nested(outer, node, inner_kept)
        except NotFound as error:
            if self.later.isdisjoint(node.dependencies):
                self.findings.failures.append(error)
        except NameplateError as error:
            self.findings.failures.append(error)
        self.later.add(node.id)
        return None

    async def _nested(self, outer: Prepared, node: Node, kept: Kept | None) -> Prepared | None:
        self.count += 1
        if self.count > NESTED_LIMIT:
            raise refusals.too_many_nested(NESTED_LIMIT)
        if outer.depth >= DEPTH_LIMIT:
            raise refusals.nested_too_deep(node.name, node.mark)
        try:
            nested = await self.tools.work.do(outer.bound.nested, node)
        except Awaiting:
            self.later.add(node.id)
            return None
        if kept is not None:
            prepared = await self._bind(await self._restored(outer, nested, kept))
            return await self._expanded(prepared, kept)
        if any(wanted_secrets(nested.parameters)):
            self.later.add(node.id)
            return None
        prepared = await self._bind(await self.nested_draft(outer, nested))
        await self._inspect(prepared)
        return await self._expanded(prepared, None)

    async def _restored(self, outer: Prepared, nested: Nested, kept: Kept) -> Draft:
        """The draft as it was: with the parameters of then, and what was fetched then."""
        document = nested.template if kept["linked"] is None else kept["linked"]
        source = Source(
            template=await self.tools.work.do(Template.read, document),
            parameters=parameters_of(kept),
            base=kept["base"],
            template_link=kept["templateLink"],
            parameters_link=kept["parametersLink"],
        )
        return self._draft(outer, nested, source)

    def _draft(self, outer: Prepared, nested: Nested, source: Source) -> Draft:
        place = place_at(nested.scope, nested.name)
        mode = read_mode(nested.mode, place)
        if mode is None:
            raise refusals.mode_unknown(nested.name, nested.mode)
        location = read_location(nested.location, place)
        return Draft(
            place=replace(place, location=location),
            mode=mode,
            source=source,
            depth=outer.depth + 1,
            nested=nested,
            budget=self.budget,
        )
