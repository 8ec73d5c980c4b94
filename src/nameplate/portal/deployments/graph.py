"""A deployment's resources as a drawing: what waits for what, from left to right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 190
HEIGHT: Final = 50
_ACROSS: Final = 56
_DOWN: Final = 18
_MARGIN: Final = 10
MOST: Final = 60
"""More than so many resources are listed and not drawn."""


@dataclass(frozen=True, slots=True)
class Node:
    """A resource in its place; coordinates in units of the drawing."""

    id: str
    name: str
    type: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from what comes first to what waits for it: the path of an SVG."""

    path: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def graph_of(
    dependencies: Iterable[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]
) -> Graph | None:
    """The graph of a deployment's ``dependencies`` and of the targets of its operations.

    ``None`` when there is nothing to draw, or too much.
    """
    named: dict[str, Mapping[str, Any]] = {}
    needs: dict[str, list[str]] = {}
    for each in dependencies:
        needs[_key(each, named)] = [_key(other, named) for other in each.get("dependsOn") or ()]
    for each in others:
        _key(each, named)
    if not 1 < len(named) <= MOST:
        return None
    columns = _columns(named, needs)
    nodes = {
        key: Node(
            key,
            _name(named[key]),
            str(named[key].get("resourceType") or "").partition("/")[2],
            _MARGIN + column * (WIDTH + _ACROSS),
            _MARGIN + row * (HEIGHT + _DOWN),
        )
        for column, keys in enumerate(columns)
        for row, key in enumerate(keys)
    }
    edges = tuple(
        Edge(_curve(nodes[first], nodes[key])) for key, those in needs.items() for first in those
    )
    tallest = max(len(keys) for keys in columns)
    return Graph(
        tuple(nodes.values()),
        edges,
        2 * _MARGIN + len(columns) * WIDTH + (len(columns) - 1) * _ACROSS,
        2 * _MARGIN + tallest * HEIGHT + (tallest - 1) * _DOWN,
    )


def _key(resource: Mapping[str, Any], named: dict[str, Mapping[str, Any]]) -> str:
    key = str(resource.get("id") or "").lower()
    named.setdefault(key, resource)
    return key


def _name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("resourceName") or str(resource.get("id") or "").rpartition("/")[2])


def _columns(named: Iterable[str], needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Every resource one column behind the last that it waits for."""
    depth: dict[str, int] = {}

    def of(key: str, trail: frozenset[str]) -> int:
        if key not in depth:
            before = [each for each in needs.get(key, ()) if each not in trail]
            depth[key] = max((of(each, trail | {key}) + 1 for each in before), default=0)
        return depth[key]

    columns: dict[int, list[str]] = {}
    for key in named:
        columns.setdefault(of(key, frozenset({key})), []).append(key)
    return [sorted(columns[each]) for each in sorted(columns)]


def _curve(first: Node, then: Node) -> str:
    x, y = first.x + WIDTH, first.y + HEIGHT // 2
    across, down = then.x, then.y + HEIGHT // 2
    middle = (x + across) // 2
    return f"M{x} {y}C{middle} {y} {middle} {down} {across} {down}"
