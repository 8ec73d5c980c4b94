"""A group's resources as a template that deploys again (record ``res-0173``).

It has what a body needs and no secret: properties that hold one are left out, and a type of which
nothing else would remain is named in ``error``, as Azure names what it cannot export.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.principal import Principal
from nameplate.resource_manager import refusals
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.export.names import Names, escaped
from nameplate.resource_manager.deployments.export.options import ExportOptions
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import (
    Applies,
    Exports,
    JsonObject,
    Lists,
    Protects,
    Provider,
    Shows,
    Stores,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.reads import PAGE
from nameplate.resource_manager.records import Resource, Selection

_SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_ANSWERED: Final = frozenset(("provisioningState",))


@dataclass(frozen=True, slots=True)
class _Item:
    """A resource to export: what a body of it would be."""

    id: str
    kind: str
    api_version: str
    body: JsonObject


@dataclass(slots=True)
class _Found:
    items: dict[str, _Item] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    """Types whose resources cannot be exported."""


class GroupExport:
    """Exports what its caller may read of a group."""

    def __init__(self, phases: Phases) -> None:
        self._phases = phases

    async def template(self, group: str, body: JsonObject, turn: Turn) -> dict[str, Any]:
        """The answer: ``template``, and ``error`` where something was left out."""
        if await self._phases.records.find(group.lower()) is None:
            raise refusals.group_not_found(group.rpartition("/")[2])
        options = ExportOptions.read(body)
        found = _Found()
        for resource in await self._resources(group, options.ids):
            await self._add(resource, found, turn)
        names = Names({key: each.id for key, each in found.items.items()}, options.literal)
        resources = [_resource(each, names, options) for each in found.items.values()]
        template = {
            "$schema": _SCHEMA,
            "contentVersion": "1.0.0.0",
            "parameters": _parameters(names, options),
            "variables": {},
            "resources": resources,
        }
        if not found.left_out:
            return {"template": template}
        return {"template": template, "error": _error(sorted(found.left_out))}

    async def _resources(self, group: str, ids: Sequence[str] | None) -> list[Resource]:
        """Those that are asked for, and what is in them."""
        every: list[Resource] = []
        after = ""
        while True:
            page = await self._phases.records.list(
                Selection(group.lower(), after=after, limit=PAGE)
            )
            every.extend(page)
            if len(page) < PAGE:
                break
            after = page[-1].key
        if ids is None:
            return every
        wanted = {each.rstrip("/").lower(): each for each in ids}
        there = {each.key for each in every}
        for key, given in wanted.items():
            if key not in there:
                address = parse(given)
                kind = "/".join((address.namespace, *address.types))
                raise refusals.resource_not_found(kind, address.names, address.resource_group)
        return [
            each
            for each in every
            if any(each.key == key or each.key.startswith(f"{key}/") for key in wanted)
        ]

    async def _add(self, resource: Resource, found: _Found, turn: Turn) -> None:
        provider = self._phases.catalogue.of_stored(resource.type)
        if not isinstance(provider, Stores) or not await self._visible(
            turn.caller, provider, resource.id
        ):
            return
        if _secret(provider, resource.name):
            found.left_out.add(provider.type.name)
            return
        body = await self._body(provider, resource)
        if body is None:
            return
        found.items[resource.key] = _Item(
            resource.id, provider.type.name, provider.type.newest, body
        )
        await self._add_inside(provider, resource, found, turn)

    async def _body(self, provider: Stores, resource: Resource) -> JsonObject | None:
        view = View(provider.type.newest, self._phases.records.find)
        properties: JsonObject | None = resource.properties
        if isinstance(provider, Exports):
            properties = await provider.exported(resource, view)
        if properties is None:
            return None
        identity = None
        if isinstance(provider, Shows):
            identity = (await provider.show(resource, view)).identity
        tracked = provider.type.tracked
        members = {
            "location": resource.location if tracked else None,
            "tags": resource.tags or None,
            "sku": resource.sku,
            "kind": resource.kind,
            "identity": _assigned(identity),
            **resource.envelope,
            "properties": {
                name: value for name, value in properties.items() if name not in _ANSWERED
            },
        }
        return {name: value for name, value in members.items() if value is not None}

    async def _add_inside(
        self, parent: Stores, resource: Resource, found: _Found, turn: Turn
    ) -> None:
        """What rooms keep of a resource: federated credentials; of secrets only that there are."""
        for provider in self._phases.catalogue.of_namespace(parent.type.namespace):
            kind = provider.type
            if kind.key.rpartition("/")[0] != parent.type.key or not isinstance(provider, Applies):
                continue
            if isinstance(provider, Lists) and await self._visible(
                turn.caller, provider, resource.id
            ):
                await self._add_every(provider, resource, found, turn)

    async def _add_every(
        self, provider: Lists, resource: Resource, found: _Found, turn: Turn
    ) -> None:
        kind, scope = provider.type, resource.id.rpartition("/providers/")[0]
        target = Target(kind, scope, parse(resource.id).names, resource.id, kind.newest)
        for each in await provider.every(target, turn):
            name = str(each["name"])
            if not kind.exportable or _secret(provider, name):
                found.left_out.add(kind.name)
                continue
            own = f"{resource.id}/{kind.types[-1]}/{name}"
            body = {"properties": each["properties"]}
            found.items[own.lower()] = _Item(own, kind.name, kind.newest, body)

    async def _visible(self, caller: Principal, provider: Provider, resource_id: str) -> bool:
        action = provider.type.action("read")
        return await self._phases.guard.allows(caller, action, resource_id)


def _secret(provider: Provider, name: str) -> bool:
    """Whether all of a resource is a secret."""
    return isinstance(provider, Protects) and bool({"*", "value"} & set(provider.protected(name)))


def _resource(item: _Item, names: Names, options: ExportOptions) -> dict[str, Any]:
    address = parse(item.id)
    needed: set[str] = set()
    body = {name: names.referring(value, needed) for name, value in item.body.items()}
    needed.discard(item.id)
    above = {key for key in names.ids if item.id.lower().startswith(f"{key}/")}
    depends = sorted({names.id(names.ids[key]) for key in above} | {names.id(e) for e in needed})
    comment = escaped(f"Generalized from resource: '{item.id}'.") if options.comments else None
    head = {
        "type": item.kind,
        "apiVersion": item.api_version,
        "name": names.name(address),
        "comments": comment,
        "location": body.pop("location", None),
        "dependsOn": depends or None,
    }
    return {**{name: value for name, value in head.items() if value is not None}, **body}


def _parameters(names: Names, options: ExportOptions) -> dict[str, Any]:
    def described(name: str) -> dict[str, str]:
        default = {"defaultValue": escaped(name)} if options.defaults else {}
        return {**default, "type": "String"}

    return {each: described(names.parameters[each]) for each in sorted(names.parameters)}


def _assigned(identity: JsonObject | None) -> dict[str, Any] | None:
    """An identity block as a body gives it."""
    if identity is None:
        return None
    users: Iterable[str] = identity.get("userAssignedIdentities") or ()
    block: dict[str, Any] = {"type": identity["type"]}
    assigned: Mapping[str, Any] = {each: {} for each in users}
    return {**block, "userAssignedIdentities": assigned} if assigned else block


def _error(types: Iterable[str]) -> dict[str, Any]:
    return {
        "code": "ExportTemplateCompletedWithErrors",
        "message": "Export template operation completed with errors. Some resources were not "
        "exported. Please see details for more information.",
        "details": [
            {
                "code": "ExportTemplateProviderError",
                "target": each,
                "message": f"Could not get resources of the type '{each}'. Resources of this type "
                "will not be exported.",
            }
            for each in types
        ],
    }
