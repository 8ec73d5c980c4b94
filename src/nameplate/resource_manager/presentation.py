"""A resource as an answer: members in its type's own order, absent ones absent."""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.clock import iso8601
from nameplate.core.resource_id import ResourceId
from nameplate.resource_manager.provider import Provider, Shown, Shows, View
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

_INERT: Final = "This resource is stored and returned; nothing here acts on it."


async def document(provider: Provider, resource: Resource, view: View) -> dict[str, Any]:
    """The body of GET, PUT and PATCH, and an item of a list."""
    kind = provider.type
    shown = Shown(properties=resource.properties)
    if isinstance(provider, Shows):
        shown = await provider.show(resource, view)
    members: dict[str, Any] = {
        "id": respelled(resource.id, kind),
        "name": _name(resource, kind),
        "type": _type(resource, kind, view.api_version),
        "kind": resource.kind,
        "location": shown.location or resource.location,
        "tags": _tags(resource, kind),
        "sku": resource.sku,
        "systemData": _system_data(resource, kind, view.api_version),
        "properties": shown.properties,
        "identity": shown.identity,
        **resource.envelope,
        **shown.members,
        "inert": inertness(kind),
    }
    ordered = [*kind.order, *(name for name in members if name not in kind.order)]
    said = shown.members
    return {
        name: members[name] for name in ordered if name in said or members.get(name) is not None
    }


def summary(resource: Resource, kind: ResourceType, identity: Any) -> dict[str, Any]:
    """An item of ARM's generic list of resources."""
    members = {
        "id": respelled(resource.id, kind),
        "name": _name(resource, kind),
        "type": resource.type,
        "sku": resource.sku,
        "kind": resource.kind,
        "location": resource.location,
        "identity": identity,
        "tags": _tags(resource, kind),
    }
    return {name: value for name, value in members.items() if value is not None}


def respelled(resource_id: str, kind: ResourceType) -> str:
    """An id as its provider writes it: some write the group's segment in lower case."""
    return resource_id.replace("/resourceGroups/", f"/{kind.group_segment}/", 1)


def inertness(kind: ResourceType) -> str | None:
    """What an answer says of a type that nothing acts on; ``None`` for the others."""
    return _INERT if kind.inert else None


def _type(resource: Resource, kind: ResourceType, api_version: str) -> str | None:
    if api_version[:10] < kind.type_since:
        return None
    return kind.answered_as or resource.type


def _name(resource: Resource, kind: ResourceType) -> str:
    return "/".join(ResourceId.parse(resource.id).names) if kind.full_name else resource.name


def _tags(resource: Resource, kind: ResourceType) -> Mapping[str, str] | None:
    if resource.tags is None and kind.tags_always:
        return {}
    return resource.tags


def _system_data(resource: Resource, kind: ResourceType, api_version: str) -> Any:
    since = kind.system_data_since
    if since is None or api_version[:10] < since:
        return None
    return {
        "createdBy": resource.created_by.name,
        "createdByType": resource.created_by.type,
        "createdAt": iso8601(resource.created, digits=3),
        "lastModifiedBy": resource.changed_by.name,
        "lastModifiedByType": resource.changed_by.type,
        "lastModifiedAt": iso8601(resource.changed, digits=3),
    }
