"""What is answered about a deployment: by ``validate``, and by PUT and GET alike.

Order and spelling are those of the recordings (``wire.md`` 29): names of parameters in camel case,
locations in lower case, ``null`` where a type has none, absent members absent.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from nameplate.resource_manager import locations
from nameplate.resource_manager.deployments.preparation.place import TYPE
from nameplate.resource_manager.deployments.preparation.prepared import Place, Prepared
from nameplate.resource_manager.deployments.times import duration, timestamp
from nameplate.template.document.plan import Node
from nameplate.template.document.sections import member_of
from nameplate.template.secrets import redact

_TYPE_SINCE: Final = "2019-05-01"
_IDS_ONLY_SINCE: Final = "2019-10-01"


def described(prepared: Prepared) -> dict[str, Any]:
    """The properties that validate, PUT and GET share, as far as they are known beforehand.

    ``provisioningState``, ``timestamp``, ``duration`` and ``correlationId`` stand after ``mode``,
    where ``timed`` puts them.
    """
    members: dict[str, Any] = {
        "templateLink": prepared.template_link,
        "templateHash": prepared.template_hash,
        "parametersLink": prepared.parameters_link,
        "parameters": _parameters(prepared),
        "mode": prepared.mode.value,
        "debugSetting": prepared.debug_setting,
        "providers": _providers(prepared.plan.active),
        "dependencies": _dependencies(prepared.plan.active),
        "onErrorDeployment": _on_error(prepared),
    }
    return {name: value for name, value in members.items() if value is not None}


def timed(
    properties: Mapping[str, Any],
    *,
    state: str,
    changed: float,
    seconds: float,
    correlation_id: str,
) -> dict[str, Any]:
    """The shared properties with what becomes of a deployment in its place among them."""
    told = {
        "provisioningState": state,
        "timestamp": timestamp(changed),
        "duration": duration(seconds),
        "correlationId": correlation_id,
    }
    found: dict[str, Any] = {}
    for name, value in properties.items():
        if name == "providers":
            found |= told
        found[name] = value
    return found


def envelope(
    place: Place,
    properties: Mapping[str, Any],
    *,
    api_version: str,
    tags: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A deployment as an answer: versions before 2019-05-01 do not say its type."""
    members: dict[str, Any] = {
        "id": place.id,
        "name": place.name,
        "type": TYPE if api_version[:10] >= _TYPE_SINCE else None,
        "location": place.location,
        "tags": tags,
        "properties": properties,
    }
    return {name: value for name, value in members.items() if value is not None}


def validated(
    prepared: Prepared,
    *,
    api_version: str = _IDS_ONLY_SINCE,
    on_error: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole answer of ``validate``; ``on_error`` names the deployment that is meant."""
    properties = timed(
        described(prepared),
        state="Succeeded",
        changed=prepared.started,
        seconds=0.0,
        correlation_id=prepared.correlation_id,
    )
    if on_error is not None:
        properties["onErrorDeployment"] = on_error
    whole = api_version[:10] < _IDS_ONLY_SINCE
    properties["validatedResources"] = [
        _whole(node) if whole else {"id": node.id} for node in _resources(prepared)
    ]
    return envelope(prepared.place, properties, api_version=api_version, tags=prepared.tags)


def camel_case(name: str) -> str:
    """A name as the answers of ARM spell it: the capitals that it begins with in lower case.

    Of several in a row the last stays when a small letter follows: ``SQLServer`` is ``sqlServer``.
    """
    if not name[:1].isupper():
        return name
    letters = list(name)
    for at, letter in enumerate(name):
        if not letter.isupper():
            break
        if at and at + 1 < len(name) and not name[at + 1].isupper():
            break
        letters[at] = letter.lower()
    return "".join(letters)


def _parameters(prepared: Prepared) -> dict[str, Any] | None:
    """Every parameter with its type, and its value where nothing in it is secret."""
    if member_of(prepared.document, "parameters") is None:
        return None
    if not prepared.parameters:
        return {}
    shown = prepared.bound.shown_parameters
    return {camel_case(name): entry for name, entry in shown.items()}


def _on_error(prepared: Prepared) -> dict[str, Any] | None:
    found = prepared.on_error
    if found is None:
        return None
    named = {"deploymentName": found.name} if found.name else {}
    return {"type": found.type.value, **named}


def _providers(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """The types of the resources by namespace, each with the locations that they go to."""
    found: dict[str, dict[str, tuple[str, list[str | None]]]] = {}
    spelled: dict[str, str] = {}
    for node in _in_document_order(nodes):
        namespace, _, types = node.type.partition("/")
        spelled.setdefault(namespace.lower(), namespace)
        kinds = found.setdefault(namespace.lower(), {})
        _, places = kinds.setdefault(types.lower(), (types, []))
        place = _location(node)
        if place not in places:
            places.append(place)
    return [
        {
            "namespace": spelled[namespace],
            "resourceTypes": [
                {"resourceType": types, "locations": places} for types, places in kinds.values()
            ],
        }
        for namespace, kinds in found.items()
    ]


def _location(node: Node) -> str | None:
    given = member_of(node.preview, "location")
    return locations.normal(given) if isinstance(given, str) else None


def _dependencies(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    by_id = {node.id: node for node in nodes}
    return [
        {"dependsOn": [_named(by_id[each]) for each in node.dependencies], **_named(node)}
        for node in _in_document_order(by_id.values())
        if node.dependencies
    ]


def _named(node: Node) -> dict[str, str]:
    return {"id": node.id, "resourceType": node.type, "resourceName": node.name}


def _in_document_order(nodes: Iterable[Node]) -> list[Node]:
    """The nodes as their template lists them, not as they are deployed."""
    return sorted(
        nodes, key=lambda node: (node.mark.line, node.mark.column, node.instance.turn or 0)
    )


def _resources(prepared: Prepared) -> Iterable[Node]:
    """Every resource, those of nested deployments last."""
    yield from _in_document_order(prepared.plan.active)
    for inner in prepared.nested.values():
        yield from _resources(inner)


def _whole(node: Node) -> dict[str, Any]:
    """A resource as older versions told it."""
    head = {"apiVersion": node.api_version, "id": node.id, "name": node.name, "type": node.type}
    body: dict[str, Any] = redact(dict(node.preview))
    return {**head, **{name: held for name, held in body.items() if name not in head}}
