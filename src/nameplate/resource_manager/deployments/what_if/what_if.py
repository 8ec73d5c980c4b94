"""What a deployment would change: every resource of its plan, and what stands beside them.

Each PUT is predicted by the pipeline itself, as the caller. Where that cannot be (what it needs is
yet to be deployed), the body is laid over what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from nameplate.core.errors import BadRequest, Conflict, Forbidden, NameplateError, NotFound
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.prepared import Prepared
from nameplate.resource_manager.deployments.what_if.change import (
    Change,
    ChangeType,
    compared,
    tidy,
)
from nameplate.resource_manager.deployments.what_if.known import Known
from nameplate.resource_manager.deployments.what_if.neighbours import Neighbours
from nameplate.resource_manager.deployments.what_if.protected import (
    hidden,
    laid_over,
    masking,
    secrets_in,
)
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.presentation import inertness
from nameplate.resource_manager.provider import Protects
from nameplate.template.document.nested import Nested
from nameplate.template.document.plan import Node
from nameplate.template.references import Awaiting
from nameplate.template.secrets import reveal


class NestedDeployments(Protocol):
    """Who prepares what a nested deployment deploys (``preparation.Preparation``)."""

    async def prepare_nested(self, outer: Prepared, nested: Nested) -> Prepared: ...


@dataclass(frozen=True, slots=True)
class _Deployed:
    """A deployment, and what can be known before it runs."""

    prepared: Prepared
    known: Known

    @property
    def nodes(self) -> list[Node]:
        return [node for node in self.prepared.plan.active if not node.is_deployment]

    def call(self, method: str, node: Node, body: Any = None) -> Call:
        return Call(
            caller=self.prepared.caller,
            method=method,
            address=parse(node.id),
            api_version=node.api_version,
            request_id=self.prepared.request_id,
            body=body,
        )


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

    async def changes(self, prepared: Prepared, *, ids_only: bool = False) -> list[dict[str, Any]]:
        """Each resource that the deployment concerns, in ARM's words; the plan's first.

        Raises Forbidden where the caller may not do what the template wants, and
        ``InvalidTemplateDeployment`` for what a provider would refuse.
        """
        survey = _Survey()
        deployments = await self._expanded(prepared, survey)
        survey.apart = frozenset(node.id.lower() for each in deployments for node in each.nodes)
        for each in deployments:
            for node in each.nodes:
                survey.changes.append(await self._change(each, node, survey))
        all_prepared = [each.prepared for each in deployments]
        beside = await self._neighbours.of(all_prepared, survey.apart)
        show = masking(survey.secrets)
        changes = (*survey.changes, *beside)
        return [each.short if ids_only else each.document(show) for each in changes]

    async def _expanded(self, prepared: Prepared, survey: _Survey) -> list[_Deployed]:
        """A deployment and those in it; one that cannot be known yet is said to be so."""
        outer = _Deployed(prepared, Known(self._control_plane, prepared))
        found = [outer]
        for node in prepared.plan.active:
            if not node.is_deployment:
                continue
            inner = await self._inner(outer, node)
            if inner is None:
                survey.changes.append(_unknown(node))
            else:
                found.extend(await self._expanded(inner, survey))
        return found

    async def _inner(self, outer: _Deployed, node: Node) -> Prepared | None:
        prepared, known = outer.prepared, outer.known
        ready = prepared.nested.get(node.id)
        while ready is None:
            try:
                nested = prepared.bound.nested(node, known)
                return await self._nested.prepare_nested(prepared, nested)
            except Awaiting:
                if not await known.learn():
                    return None
        return ready

    async def _change(self, deployed: _Deployed, node: Node, survey: _Survey) -> Change:
        body, whole = node.foreseen(deployed.known)
        while not whole and await deployed.known.learn():
            body, whole = node.foreseen(deployed.known)
        survey.secrets.extend(secrets_in(body))
        if whole:
            predicted = await self._predicted(deployed, node, body, survey)
            if predicted is not None:
                return predicted
        return await self._guessed(deployed, node, body)

    async def _predicted(
        self, deployed: _Deployed, node: Node, body: Mapping[str, Any], survey: _Survey
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
            raise _would_fail(deployed.prepared, node, error) from None
        if found.before is None:
            return self._created(node, body)
        before, after = (self._tidy(node, found.id, each) for each in (found.before, found.after))
        return compared(found.id, before, after)

    async def _guessed(self, deployed: _Deployed, node: Node, body: Mapping[str, Any]) -> Change:
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


def _unknown(node: Node) -> Change:
    reason = (
        f"What the nested deployment '{node.name}' deploys depends on resources that are not "
        "deployed yet."
    )
    return Change(id=node.id, type=ChangeType.UNSUPPORTED, reason=reason)


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
