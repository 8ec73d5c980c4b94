"""What a deployment would change: every resource of its plan, and what stands beside them.

Each PUT is predicted by the pipeline itself, as the caller. Where that cannot be (what it needs is
yet to be deployed), the body is laid over what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nameplate.core.errors import BadRequest, Conflict, Forbidden, NameplateError, NotFound
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments import failures
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.what_if.change import (
    Change,
    ChangeType,
    compared,
    tidy,
)
from nameplate.resource_manager.deployments.what_if.expansion import (
    Deployed,
    Expansion,
    NestedDeployments,
)
from nameplate.resource_manager.deployments.what_if.neighbours import Neighbours
from nameplate.resource_manager.deployments.what_if.placeholders import differ
from nameplate.resource_manager.deployments.what_if.protected import (
    hidden,
    laid_over,
    masking,
    secrets_in,
)
from nameplate.resource_manager.deployments.work import Work
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.presentation import inertness
from nameplate.resource_manager.provider import Protects
from nameplate.template.document.plan import Node
from nameplate.template.secrets import reveal


@dataclass(slots=True)
class _Survey:
    """What one what-if has seen so far."""

    apart: frozenset[str] = frozenset()
    """The keys of every resource in the deployment."""
    changes: list[Change] = field(default_factory=list)
    secrets: list[Any] = field(default_factory=list)


class WhatIf:
    """Predicts deployments."""

    def __init__(
        self, control_plane: ControlPlane, phases: Phases, nested: NestedDeployments
    ) -> None:
        self._control_plane = control_plane
        self._catalogue = phases.catalogue
        self._nested = nested
        self._neighbours = Neighbours(control_plane, phases)
        self._work = Work()

    async def changes(self, prepared: Prepared, *, ids_only: bool = False) -> list[dict[str, Any]]:
        """Each resource that the deployment concerns, in ARM's words; the plan's first.

        Raises Forbidden where the caller may not do what the template wants, and
        ``InvalidTemplateDeployment`` for what a provider would refuse.
        """
        survey, expansion = _Survey(), Expansion(self._control_plane, self._nested, self._work)
        deployments = await expansion.all_of(prepared)
        nodes = [(each, *pair) for each in deployments for pair in each.resources]
        survey.apart = frozenset(node.id.lower() for _, node, _ in nodes)
        survey.changes.extend(map(_unknown_deployment, expansion.unknown))
        for each, node, twin in nodes:
            survey.changes.append(await self._change(each, node, twin, survey))
        beside = await self._neighbours.of([each.prepared for each in deployments], survey.apart)
        mask, placeholders = masking(survey.secrets), expansion.placeholders

        def show(value: Any) -> Any:
            return mask(placeholders.written(value))

        changes = (*survey.changes, *beside)
        return [each.short if ids_only else each.document(show) for each in changes]

    async def _change(
        self, deployed: Deployed, node: Node, twin: Node | None, survey: _Survey
    ) -> Change:
        if twin is not None and (node.id != twin.id or node.active != twin.active):
            return _unknown_id(node)
        body, whole = await self._body(deployed, node)
        if twin is not None:
            whole = whole and not differ(body, (await self._body(deployed, twin))[0])
        survey.secrets.extend(secrets_in(body))
        if whole:
            predicted = await self._predicted(deployed, node, body, survey)
            if predicted is not None:
                return predicted
        return await self._guessed(deployed, node, body)

    async def _body(self, deployed: Deployed, node: Node) -> tuple[dict[str, Any], bool]:
        """The body as far as it can be known, and whether that is all of it."""
        body, whole = await self._work.do(node.foreseen, deployed.known)
        while not whole and await deployed.known.learn():
            body, whole = await self._work.do(node.foreseen, deployed.known)
        return body, whole

    async def _predicted(
        self, deployed: Deployed, node: Node, body: Mapping[str, Any], survey: _Survey
    ) -> Change | None:
        """What the pipeline predicts; ``None`` when something is missing that may come before."""
        call = deployed.call("PUT", node, reveal(body))
        try:
            found = await self._control_plane.predict(call, apart=survey.apart)
        except NotFound:
            return None
        except (BadRequest, Conflict) as error:
            if node.dependencies:
                return None
            failure = _would_fail(deployed.prepared, node, error)
            hidden = failures.secrets_in([body, deployed.prepared.parameters])
            raise failures.without_secrets(failure, hidden) from None
        if found.before is None:
            return self._created(node, body)
        before, after = (self._tidy(node, found.id, each) for each in (found.before, found.after))
        return compared(found.id, before, after)

    async def _guessed(self, deployed: Deployed, node: Node, body: Mapping[str, Any]) -> Change:
        try:
            answer = await self._control_plane.answer(deployed.call("GET", node))
        except NotFound:
            return self._created(node, body)
        except NameplateError as error:
            if isinstance(error, Forbidden):
                raise
            return Change(id=node.id, type=ChangeType.DEPLOY)
        resource_id = str(answer.document.get("id") or node.id)
        after = laid_over(answer.document, self._hidden(node, body))
        before = self._tidy(node, resource_id, answer.document)
        return compared(resource_id, before, self._tidy(node, resource_id, after))

    def _created(self, node: Node, body: Mapping[str, Any]) -> Change:
        """A new resource: its body as far as it is known."""
        provider = self._catalogue.get(node.type)
        inert = None if provider is None else inertness(provider.type)
        made = self._tidy(node, node.id, {**self._hidden(node, body), "inert": inert})
        return compared(node.id, None, made)

    def _hidden(self, node: Node, body: Mapping[str, Any]) -> dict[str, Any]:
        provider = self._catalogue.get(node.type)
        paths = provider.protected(_last(node.name)) if isinstance(provider, Protects) else ()
        return hidden(body, paths)

    def _tidy(self, node: Node, resource_id: str, document: Mapping[str, Any]) -> dict[str, Any]:
        return tidy(document, resource_id, type_name=node.type, api_version=node.api_version)


def _unknown_deployment(node: Node) -> Change:
    reason = (
        f"What the nested deployment '{node.name}' deploys depends on resources that are not "
        "deployed yet."
    )
    return Change(id=node.id, type=ChangeType.UNSUPPORTED, reason=reason)


def _unknown_id(node: Node) -> Change:
    mark, written = node.mark, node.instance.declaration.written_name
    reason = (
        f"Changes to the resource declared at '{mark.path}' on line {mark.line} and column "
        f"{mark.column} cannot be analyzed because its resource ID or API version cannot be "
        "calculated until the deployment is under way. Please see "
        "https://aka.ms/WhatIfUnidentifiableResource for more guidance."
    )
    above = node.id.rpartition("/")[0]
    return Change(id=f"{above}/{written}", type=ChangeType.UNSUPPORTED, reason=reason)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _would_fail(prepared: Prepared, node: Node, error: NameplateError) -> BadRequest:
    named = type(error)(error.code, error.message, target=node.id, details=error.details)
    return BadRequest(
        "InvalidTemplateDeployment",
        f"The template deployment '{prepared.place.name}' is not valid according to the validation "
        f"procedure. The tracking id is '{prepared.correlation_id}'. See inner errors for details.",
        details=(named,),
    )
