"""The dry run of a PUT: all of its phases, and a unit of work that is never committed.

What comes out are two documents, as GET has them before and would have them after. Leaves that no
answer shows are ``SecretValue`` there: they compare, and are masked by whoever shows them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nameplate.core.errors import MethodNotAllowed, NotFound
from nameplate.resource_manager import body, refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.presentation import document
from nameplate.resource_manager.provider import (
    Answer,
    Applies,
    Desired,
    Find,
    Finds,
    Foresees,
    Foretells,
    Hides,
    JsonObject,
    Provider,
    Shown,
    Shows,
    Stores,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.resource_manager.scopes import Scopes
from nameplate.resource_manager.writes import Writes, desired_child, resource_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a PUT would do."""

    id: str
    """In canonical casing."""
    before: JsonObject | None = field(repr=False)
    """``None`` when the resource is not there."""
    after: JsonObject = field(repr=False)
    inert: bool = False
    """Whether it is of a type that nothing acts on here."""


class Predictions:
    """The writing phases without their commit. The caller was authorised before."""

    def __init__(self, phases: Phases, scopes: Scopes, writes: Writes) -> None:
        self._phases = phases
        self._scopes = scopes
        self._writes = writes

    async def put(
        self, call: Call, provider: Provider, *, apart: frozenset[str] = frozenset()
    ) -> Prediction:
        """What a PUT would change. Raises what it would raise before its commit."""
        target = await self._scopes.item(call, provider, verb="write")
        if isinstance(provider, Stores):
            before, after = await self._stored(call, provider, target, apart)
        elif isinstance(provider, Applies):
            before, after = await self._applied(call, provider, target)
        else:
            raise refusals.method_not_allowed("PUT", call.address.text, ())
        kind = provider.type
        steady = None if before is None else without(before, kind.volatile)
        return Prediction(target.id, steady, without(after, kind.volatile), kind.inert)

    async def _stored(
        self, call: Call, provider: Stores, target: Target, apart: frozenset[str]
    ) -> tuple[JsonObject | None, JsonObject]:
        find = self._phases.records.find
        current = await find(target.id.lower())
        desired = await self._writes.desired(call, provider, target, current)
        turn = self._phases.turn(call)
        settled = await provider.put(desired, current, turn)
        resource = _unmoved(resource_of(desired, settled, current, turn), current)
        written = {resource.key: resource}
        for child in settled.children:
            below = desired_child(resource, child)
            if below.key not in apart:
                held = await find(below.key)
                written[below.key] = resource_of(below, child.settled, held, turn)
        view = View(call.api_version, _overlaid(find, written), apart=apart)
        after = await _whole(_AsForeseen(provider, desired), provider, resource, view)
        if current is None:
            return None, after
        view = View(call.api_version, find)
        return await _whole(provider, provider, current, view), after

    async def _applied(
        self, call: Call, provider: Applies, target: Target
    ) -> tuple[JsonObject | None, JsonObject]:
        bare = target.type.bodiless and call.body is None
        given = {} if bare else body.members(call.body)
        await self._phases.require_reach(call, provider, target, "write", body=given)
        turn = self._phases.turn(call)
        if isinstance(provider, Foretells):
            return await provider.foretell(target, given, turn)
        before = await self._found(provider, target, turn)
        after = (await provider.apply(target, given, turn)).document
        return before, after if isinstance(after, Mapping) else given

    async def _found(self, provider: Provider, target: Target, turn: Turn) -> JsonObject | None:
        if not isinstance(provider, Finds):
            return None
        try:
            found = await provider.find(target, turn)
        except NotFound:
            return None
        return found.document if isinstance(found, Answer) else found


@dataclass(frozen=True, slots=True)
class _AsForeseen:
    """A provider that shows what will be."""

    provider: Provider
    desired: Desired

    @property
    def type(self) -> ResourceType:
        return self.provider.type

    async def show(self, resource: Resource, view: View) -> Shown:
        if isinstance(self.provider, Foresees):
            return await self.provider.foresee(self.desired, resource, view)
        if isinstance(self.provider, Shows):
            return await self.provider.show(resource, view)
        return Shown(properties=resource.properties)


@dataclass(frozen=True, slots=True)
class _Silent:
    """A provider that only shows what is stored in the open: its type has no GET."""

    type: ResourceType


async def _whole(shows: Provider, provider: Provider, resource: Resource, view: View) -> JsonObject:
    """A resource as GET shows it, with what GET does not show."""
    try:
        shown = await document(shows, resource, view)
    except MethodNotAllowed:
        shown = await document(_Silent(provider.type), resource, view)
    if isinstance(provider, Hides):
        shown["properties"] = with_members(
            shown["properties"], await provider.hidden(resource, view)
        )
    return shown


def with_members(document: Any, more: Any) -> Any:
    """A document with the members of another one in it, at any depth."""
    if not isinstance(document, Mapping) or not isinstance(more, Mapping):
        return more
    merged = dict(document)
    for name, value in more.items():
        merged[name] = with_members(merged[name], value) if name in merged else value
    return merged


def without(document: JsonObject, paths: Iterable[str]) -> JsonObject:
    """A document without some of its ``properties``, given by dotted paths."""
    found = dict(document)
    for path in paths:
        found = _without(found, ("properties", *path.split(".")))
    return found


def _without(document: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    name, *rest = path
    held = document.get(name)
    if not rest:
        return {each: value for each, value in document.items() if each != name}
    return {**document, name: _without(held, rest)} if isinstance(held, dict) else document


def _unmoved(resource: Resource, current: Resource | None) -> Resource:
    """As if it were written when it was written last: times are no change."""
    if current is None:
        return resource
    return replace(
        resource, etag=current.etag, changed=current.changed, changed_by=current.changed_by
    )


def _overlaid(find: Find, written: Mapping[str, Resource]) -> Find:
    """Finds what a unit would write before what is there."""

    async def found(key: str) -> Resource | None:
        return written.get(key) or await find(key)

    return found
