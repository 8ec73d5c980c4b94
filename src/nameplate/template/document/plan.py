"""The graph of a deployment: resources in an order in which each comes after what it needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nameplate.template.document import bodies
from nameplate.template.document.directory import Resources
from nameplate.template.document.instances import Instance
from nameplate.template.document.ordering import Cycle, in_order
from nameplate.template.errors import (
    ExpressionFault,
    resource_failed,
    resource_invalid,
    validation_failed,
)
from nameplate.template.marks import Mark, mark_of
from nameplate.template.references import References


@dataclass(frozen=True, slots=True)
class Node:
    """One resource to deploy."""

    instance: Instance = field(repr=False)
    dependencies: tuple[str, ...]
    """The ids of the nodes that must be deployed before."""
    preview: Mapping[str, Any] = field(repr=False)
    """The body as far as it is known now; what asks other resources stands as written."""

    @property
    def id(self) -> str:
        return self.instance.id

    @property
    def type(self) -> str:
        return self.instance.type

    @property
    def name(self) -> str:
        """With the names of the resources that it is nested in."""
        return self.instance.name

    @property
    def api_version(self) -> str:
        return self.instance.api_version

    @property
    def scope(self) -> str:
        return self.instance.scope

    @property
    def symbol(self) -> str | None:
        return self.instance.declaration.symbol

    @property
    def active(self) -> bool:
        """Whether its condition holds: what is not active is not deployed."""
        return self.instance.active

    @property
    def is_deployment(self) -> bool:
        return self.instance.declaration.is_deployment

    @property
    def mark(self) -> Mark:
        return self.instance.mark

    def evaluate(self, references: References) -> dict[str, Any]:
        """The body to PUT; leaves that a secret went into are ``Concealed``.

        Raises ``references.Awaiting`` for an answer that is not there yet, and ``InvalidTemplate``.
        """
        try:
            return dict(bodies.evaluated(self.instance, references))
        except ExpressionFault as fault:
            raise resource_failed(self.id, fault.message, self.mark) from None

    def foreseen(self, references: References) -> tuple[dict[str, Any], bool]:
        """The body as far as ``references`` tell it, and whether that is all of it.

        What asks for an answer that is not there stands as written.
        """
        try:
            return bodies.foreseen(self.instance, references)
        except ExpressionFault as fault:
            raise resource_failed(self.id, fault.message, self.mark) from None


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to deploy."""

    nodes: tuple[Node, ...]

    @property
    def active(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.active)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)


def plan_of(resources: Resources) -> Plan:
    """The plan of a template's resources, validated as far as is possible before deploying."""
    deployed = [each for each in resources.every if each.id and not each.existing]
    _check_unique(deployed)
    surveyed = {id(each): _surveyed(each, resources) for each in resources.every}
    places = {id(each): at for at, each in enumerate(deployed)}
    needs = [
        {places[id(other)] for other in _needed(each, surveyed) if id(other) in places}
        for each in deployed
    ]
    try:
        order = in_order(needs)
    except Cycle as cycle:
        first = deployed[cycle.members[0]]
        raise validation_failed(
            f"Circular dependency detected on resource: '{first.id}'. Please see "
            "https://aka.ms/arm-syntax-resources for usage details.",
            first.mark,
        ) from None
    ids = [each.id for each in deployed]
    return Plan(
        tuple(
            Node(
                deployed[at],
                tuple(ids[other] for other in sorted(needs[at]) if deployed[other].active),
                surveyed[id(deployed[at])].preview,
            )
            for at in order
        )
    )


def _check_unique(deployed: Sequence[Instance]) -> None:
    seen: set[str] = set()
    for each in deployed:
        if not each.active:
            continue
        if each.key in seen:
            mark = each.mark
            raise validation_failed(
                f"The resource '{each.type}/{each.name}' at line '{mark.line}' and column "
                f"'{mark.column}' is defined multiple times in a template. Please see "
                "https://aka.ms/arm-syntax-resources for usage details.",
                mark,
            )
        seen.add(each.key)


@dataclass(frozen=True, slots=True)
class _Surveyed:
    preview: Mapping[str, Any]
    needed: tuple[Instance, ...]


def _surveyed(each: Instance, resources: Resources) -> _Surveyed:
    """What a resource's body is known to be, and what it depends on: nothing if not active."""
    if not each.active:
        return _Surveyed({}, ())
    survey = bodies.Survey(resources)
    try:
        preview: Mapping[str, Any] = {}
        if not each.existing:
            preview = bodies.evaluated(each, None, survey.keep)
            if each.declaration.is_deployment and bodies.is_outer(each):
                survey.template(each.declaration.get("properties"), each.frame)
        named = list(bodies.named_dependencies(each))
    except ExpressionFault as fault:
        name = each.declaration.written_name
        raise resource_invalid(name, fault.message, each.mark) from None
    needed = [*survey.found, *_serial(each, resources)]
    for at, text in enumerate(named):
        meant = resources.depended(text)
        if not meant and not _is_empty_loop(text, resources):
            raise _not_defined(each, text, at)
        needed.extend(meant)
    return _Surveyed(preview, tuple(needed))


def _is_empty_loop(text: str, resources: Resources) -> bool:
    return text.lower() in resources.empty_loops


def _not_defined(each: Instance, text: str, at: int) -> Exception:
    shown = text.rpartition("/providers/")[2] or text
    mark = mark_of(each.declaration.get("dependsOn"), at)
    return validation_failed(
        f"The resource '{shown}' is not defined in the template. Please see "
        "https://aka.ms/arm-syntax for usage details.",
        mark,
    )


def _serial(each: Instance, resources: Resources) -> list[Instance]:
    """In a serial loop, the batch before this one's."""
    if not each.batch or each.turn is None:
        return []
    start = each.turn - each.turn % each.batch
    return [
        other
        for other in resources.every
        if other.declaration is each.declaration
        and other.turn is not None
        and start - each.batch <= other.turn < start
    ]


def _needed(
    each: Instance, surveyed: Mapping[int, _Surveyed], *, depth: int = 0
) -> Iterator[Instance]:
    """What a resource depends on; what an existing one depends on stands for it."""
    for other in surveyed[id(each)].needed:
        if other.existing and depth < 50:
            yield from _needed(other, surveyed, depth=depth + 1)
        else:
            yield other
