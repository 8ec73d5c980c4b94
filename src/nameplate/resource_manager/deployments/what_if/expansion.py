"""A deployment with those nested in it, as far as they can be known before any of them runs."""

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.prepared import Prepared
from nameplate.resource_manager.deployments.what_if.known import Known
from nameplate.resource_manager.deployments.what_if.placeholders import Placeholders
from nameplate.resource_manager.deployments.work import Work
from nameplate.template.document.nested import Nested
from nameplate.template.document.plan import Node


class NestedDeployments(Protocol):
    """Who prepares what a nested deployment deploys (``preflight.Preparation``)."""

    async def prepare_nested(self, outer: Prepared, nested: Nested) -> Prepared: ...


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment, and what can be known before it runs."""

    prepared: Prepared
    known: Known
    twin: Prepared | None = None
    """The same with other stand-ins, where it has any."""

    @property
    def pairs(self) -> list[tuple[Node, Node | None]]:
        """Its active nodes, each with its twin."""
        nodes = self.prepared.plan.nodes
        twins = self.twin.plan.nodes if self.twin else (None,) * len(nodes)
        return [(node, twin) for node, twin in zip(nodes, twins, strict=False) if node.active]

    @property
    def resources(self) -> list[tuple[Node, Node | None]]:
        """The same without the deployments nested in it."""
        return [pair for pair in self.pairs if not pair[0].is_deployment]

    def call(self, method: str, node: Node, body: Any = None) -> Call:
        """A call about a resource of the deployment, as its caller."""
        return Call(
            caller=self.prepared.caller,
            method=method,
            address=parse(node.id),
            api_version=node.api_version,
            request_id=self.prepared.request_id,
            body=body,
        )


@dataclass(slots=True)
class Expansion:
    """Goes through the deployments of one what-if."""

    control_plane: ControlPlane
    nested: NestedDeployments
    work: Work = field(default_factory=Work)
    placeholders: Placeholders = field(default_factory=Placeholders)
    unknown: list[Node] = field(default_factory=list)
    """Nested deployments of which nothing can be said yet."""

    async def all_of(self, prepared: Prepared, twin: Prepared | None = None) -> list[Deployed]:
        """A deployment and all in it, the outer ones first."""
        outer = Deployed(prepared, Known(self.control_plane, prepared), twin)
        found = [outer]
        for node, node_twin in outer.pairs:
            if not node.is_deployment:
                continue
            inner = await self._inner(outer, node, node_twin)
            if inner is None:
                self.unknown.append(node)
            else:
                found.extend(await self.all_of(*inner))
        return found

    async def _inner(
        self, outer: Deployed, node: Node, twin: Node | None
    ) -> tuple[Prepared, Prepared | None] | None:
        """What a nested deployment deploys, and its twin; ``None`` while nobody can tell."""
        ready = outer.prepared.nested.get(node.id)
        if ready is not None and twin is None:
            return ready, None
        nested, whole = await self._read(outer.prepared, node, outer.known)
        try:
            if whole and twin is None:
                return await self.nested.prepare_nested(outer.prepared, nested), None
            first = await self._prepared(outer.prepared, nested, "first")
            other = outer.twin or outer.prepared
            if twin is not None:
                nested, _ = await self._read(other, twin, outer.known)
            second = await self._prepared(other, nested, "second")
        except (BadRequest, Conflict, NotFound):
            if whole and not node.dependencies:
                raise
            return None
        return (first, second) if _alike(first, second) else None

    async def _read(self, prepared: Prepared, node: Node, known: Known) -> tuple[Nested, bool]:
        foresee = prepared.bound.foresee_nested
        nested, whole = await self.work.do(foresee, node, known)
        while not whole and await known.learn():
            nested, whole = await self.work.do(foresee, node, known)
        return nested, whole

    async def _prepared(self, outer: Prepared, nested: Nested, turn: str) -> Prepared:
        given = {
            name: self.placeholders.put(each, turn) for name, each in nested.parameters.items()
        }
        return await self.nested.prepare_nested(outer, replace(nested, parameters=given))


def _alike(one: Prepared, other: Prepared) -> bool:
    """Whether two plans have the same resources, by what declares them."""
    return [node.mark for node in one.plan] == [node.mark for node in other.plan]
