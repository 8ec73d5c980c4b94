"""What a deployment would change, as rows: of ARM's ``whatIf``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.portal.deployments.fields import text_of

_ORDER: Final = ("Create", "Modify", "Deploy", "Delete", "Unsupported", "Ignore", "NoChange")
_WORDS: Final = {
    "Create": "create",
    "Modify": "change",
    "Deploy": "deploy",
    "Delete": "delete",
    "Unsupported": "cannot say",
    "Ignore": "leave alone",
    "NoChange": "no change",
}
_LONGEST: Final = 120
_MOST: Final = 50
_MOST_PROPERTIES: Final = 200
"""Of all resources together, so that the page stays small."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property that would be different."""

    path: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One resource."""

    kind: str
    """``Create`` and the like: the row's colour."""
    words: str
    type: str
    name: str
    reason: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Foretold:
    """The whole answer."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, str, int], ...]
    """Kind, words, how many."""
    more: int


def read_changes(document: Mapping[str, Any]) -> Foretold:
    """Of the document that ``whatIf`` ends with."""
    properties = document.get("properties") or {}
    rows = [_row(each) for each in properties.get("changes") or ()]
    rows.sort(key=lambda row: (_rank(row.kind), row.type, row.name))
    kinds = {kind: sum(row.kind == kind for row in rows) for kind in _ORDER}
    counts = tuple((kind, _WORDS[kind], number) for kind, number in kinds.items() if number)
    left, shown = _MOST_PROPERTIES, []
    for row in rows[:_MOST]:
        shown.append(replace(row, properties=row.properties[:left]))
        left -= len(shown[-1].properties)
    return Foretold(tuple(shown), counts, max(0, len(rows) - _MOST))


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _row(change: Mapping[str, Any]) -> Row:
    kind = str(change.get("changeType") or "")
    name, type_name = _named(str(change.get("resourceId") or ""))
    return Row(
        kind=kind,
        words=_WORDS.get(kind, kind),
        type=type_name,
        name=name,
        reason=str(change.get("unsupportedReason") or ""),
        properties=tuple(_properties(change.get("delta") or (), "")),
    )


def _named(resource_id: str) -> tuple[str, str]:
    """The names and the type of an id, as people say them."""
    _, _, rest = resource_id.rpartition("/providers/")
    if not rest:
        return resource_id, ""
    namespace, *pairs = rest.split("/")
    return " / ".join(pairs[1::2]), "/".join((namespace, *pairs[::2]))


def _properties(delta: Sequence[Mapping[str, Any]], above: str) -> list[Property]:
    found: list[Property] = []
    for each in delta[:_MOST]:
        path = f"{above}{each.get('path', '')}"
        inner = each.get("children")
        if inner:
            found += _properties(inner, f"{path}.")
            continue
        kind = str(each.get("propertyChangeType") or "")
        if kind != "NoEffect":
            before, after = (text_of(each.get(name))[:_LONGEST] for name in ("before", "after"))
            found.append(Property(path, kind, before, after))
    return found
