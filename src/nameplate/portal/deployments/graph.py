"""A deployment's resources as a drawing: what waits for what, from left to right.

Resources stand in columns. A line that passes a column has a place of its own there, so that it
runs beside the boxes and never behind one; a line that others already say is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

WIDTH: Final = 190
HEIGHT: Final = 50
_ACROSS: Final = 56
_DOWN: Final = 18
_MARGIN: Final = 10
MOST: Final = 60
"""More than so many resources are listed and not drawn."""


_Line: TypeAlias = tuple[str, str]
"""What comes first, and what waits for it."""

_Stop: TypeAlias = tuple[str, bool]
"""A resource, or (when true) the lines out of it where they pass a column."""


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
    depth = _depths(named, needs)
    lines = [(first, key) for key in needs for first in _direct(key, needs)]
    columns = _in_order(_columns(depth, lines), lines)
    places = {
        (*stop, column): (_MARGIN + column * (WIDTH + _ACROSS), _MARGIN + row * (HEIGHT + _DOWN))
        for column, stops in enumerate(columns)
        for row, stop in enumerate(stops)
    }
    nodes = tuple(
        Node(
            key,
            _name(named[key]),
            str(named[key].get("resourceType") or "").partition("/")[2],
            *places[key, False, column],
        )
        for column, stops in enumerate(columns)
        for key, passing in stops
        if not passing
    )
    edges = tuple(Edge(_path([places[stop] for stop in _stops(line, depth)])) for line in lines)
    tallest = max(len(stops) for stops in columns)
    return Graph(
        nodes,
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


def _depths(named: Iterable[str], needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each resource: one behind the last that it waits for."""
    depth: dict[str, int] = {}

    def of(key: str, trail: frozenset[str]) -> int:
        if key not in depth:
            before = [each for each in needs.get(key, ()) if each not in trail]
            depth[key] = max((of(each, trail | {key}) + 1 for each in before), default=0)
        return depth[key]

    for key in named:
        of(key, frozenset({key}))
    return depth


def _direct(key: str, needs: Mapping[str, Sequence[str]]) -> list[str]:
    """What a resource waits for, without what those wait for themselves."""
    those = dict.fromkeys(needs[key])
    implied: set[str] = set()
    ahead = list(those)
    while ahead:
        for each in needs.get(ahead.pop(), ()):
            if each not in implied:
                implied.add(each)
                ahead.append(each)
    # In a circle everything is implied by everything: it is drawn as it was said.
    return list(those) if key in implied else [each for each in those if each not in implied]


def _columns(depth: Mapping[str, int], lines: Iterable[_Line]) -> list[list[_Stop]]:
    """The resources of each column, and what passes it."""
    columns: list[dict[_Stop, None]] = [{} for _ in range(max(depth.values()) + 1)]
    for key in sorted(depth):
        columns[depth[key]][key, False] = None
    for first, then in lines:
        for column in columns[depth[first] + 1 : depth[then]]:
            column[first, True] = None
    return [list(column) for column in columns]


def _in_order(columns: list[list[_Stop]], lines: Iterable[_Line]) -> list[list[_Stop]]:
    """Each column from the top in the order of what leads to it, so that few lines cross."""
    before: dict[str, list[str]] = {}
    for first, then in lines:
        before.setdefault(then, []).append(first)
    ordered = columns[:1]
    for column in columns[1:]:
        # A resource has at most one place in a column: it stands there, or what leaves it passes.
        rows = {key: row for row, (key, _) in enumerate(ordered[-1])}

        def height(stop: _Stop, rows: Mapping[str, int] = rows) -> float:
            key, passing = stop
            leading = [
                rows[each] for each in ([key] if passing else before.get(key, ())) if each in rows
            ]
            return sum(leading) / len(leading) if leading else float(len(rows))

        ordered.append(sorted(column, key=height))
    return ordered


def _stops(line: _Line, depth: Mapping[str, int]) -> list[tuple[str, bool, int]]:
    """Where a line begins, what it passes, and where it ends; with their columns."""
    first, then = line
    passed = [(first, True, column) for column in range(depth[first] + 1, depth[then])]
    return [(first, False, depth[first]), *passed, (then, False, depth[then])]


def _path(places: Sequence[tuple[int, int]]) -> str:
    """A curve out of the first place, straight through those between, into the last."""
    (x, y), *rest = places
    path = f"M{x + WIDTH} {y + HEIGHT // 2}"
    x += WIDTH
    for number, (across, down) in enumerate(rest, 1):
        middle = (x + across) // 2
        path += f"C{middle} {y + HEIGHT // 2} {middle} {down + HEIGHT // 2}"
        path += f" {across} {down + HEIGHT // 2}"
        x, y = across, down
        if number < len(rest):
            x += WIDTH
            path += f"H{x}"
    return path
