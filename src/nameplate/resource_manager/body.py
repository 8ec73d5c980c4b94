"""A request's body becomes the state that it asks for: one parse, one envelope check.

PUT replaces. PATCH is merged into what is there (RFC 7396): ``properties`` member by member, lists
and ``tags`` as a whole; the identity block is the identities' own to merge.
"""

from collections.abc import Mapping
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.resource_manager import locations, refusals
from nameplate.resource_manager.provider import Desired
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.template.marks import JsonObject

_READ_ONLY: Final = frozenset(("id", "name", "type", "systemdata", "etag", "apiversion", "inert"))
_OWN: Final = frozenset(("location", "kind", "tags", "sku", "identity", "properties"))
_DEEPEST: Final = 64
_TAGS: Final = 50


def desired(
    body: Any,
    *,
    type: ResourceType,  # noqa: A002 - ARM's word
    id: str,  # noqa: A002 - ARM's word
    name: str,
    api_version: str,
    current: Resource | None,
    partial: bool,
) -> Desired:
    """Read a body. Raises BadRequest in ARM's words for what is not an envelope."""
    given = members(body)
    properties = _object(given, "properties") or {}
    tags = read_tags(given)
    merged: Mapping[str, Any] = properties
    envelope = {key: value for key, value in given.items() if key.lower() not in _READ_ONLY | _OWN}
    if partial and current is not None:
        merged = merge_patch(current.properties, properties)
        envelope = merge_patch(current.envelope, envelope)
        tags = current.tags if tags is None else tags
    keep = current if partial else None
    return Desired(
        id=id,
        type=type,
        name=name,
        api_version=api_version,
        location=_location(given, type, id, current),
        kind=_text(given, "kind") or (current.kind if current else None),
        tags=tags,
        sku=_object(given, "sku") or (keep.sku if keep else None),
        identity=_object(given, "identity"),
        properties=merged,
        given=properties,
        envelope=envelope,
        partial=partial,
    )


def members(body: Any) -> dict[str, Any]:
    """The members of a body that must be an object, ARM's own ones in their own casing."""
    if isinstance(body, JsonObject):
        # A deployment's: its reader bounded the depth, and whoever reads on wants the places.
        return body
    if not isinstance(body, dict):
        kind = type(body).__name__
        raise refusals.invalid_content(f"The body is a JSON {_KINDS.get(kind, kind)}, no object.")
    if too_deep(body):
        raise refusals.invalid_content(f"The body is nested deeper than {_DEEPEST} levels.")
    return {(key.lower() if key.lower() in _OWN else key): value for key, value in body.items()}


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: members of the patch replace, ``null`` removes, objects merge."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def too_deep(value: Any, limit: int = _DEEPEST) -> bool:
    """Whether a JSON value is nested deeper than the limit; does not recurse past it."""
    if limit == 0:
        return True
    if isinstance(value, dict):
        return any(too_deep(each, limit - 1) for each in value.values())
    if isinstance(value, list):
        return any(too_deep(each, limit - 1) for each in value)
    return False


_KINDS: Final = {
    "list": "array",
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "NoneType": "null",
}


def _location(
    given: Mapping[str, Any],
    type: ResourceType,  # noqa: A002 - ARM's word
    id: str,  # noqa: A002 - ARM's word
    current: Resource | None,
) -> str | None:
    location = _text(given, "location")
    if not type.tracked:
        return location or (current.location if current else None) if type.inert else None
    group = type.key == "microsoft.resources/resourcegroups"
    if not location:
        if current is None:
            raise refusals.location_required()
        return current.location
    if current is not None and current.location is not None:
        if locations.normal(current.location) == locations.normal(location):
            return current.location
        if group:
            raise refusals.group_location_conflict(current.location, location)
        parts = id.split("/")
        where = parts[4] if len(parts) > 4 else None
        raise refusals.location_conflict(current.name, where, current.location, location)
    if not locations.known(location):
        if group:
            raise refusals.group_location_not_available(location, locations.DISPLAY_NAMES)
        raise refusals.location_not_available(location, type.name, locations.DISPLAY_NAMES)
    return location


def read_tags(given: Mapping[str, Any]) -> Mapping[str, str] | None:
    """``tags`` of a body, within Azure's limits; ``None`` when there are none."""
    tags = _object(given, "tags")
    if tags is None:
        return None
    if len(tags) > _TAGS:
        raise BadRequest(
            "TagCountLimitExceeded",
            f"The resource has {len(tags)} tags. The maximum number of tags is {_TAGS}.",
            target="tags",
        )
    for key, value in tags.items():
        if not key or len(key) > 512 or not isinstance(value, str) or len(value) > 256:
            raise BadRequest(
                "InvalidTag",
                f"The tag '{key[:100]}' is invalid: a tag has a name of 1 to 512 characters and a "
                "text of at most 256.",
                target="tags",
            )
    return tags


def _object(given: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise refusals.invalid_content(f"'{name}' must be an object.", target=name)


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    raise refusals.invalid_content(f"'{name}' must be a string.", target=name)
