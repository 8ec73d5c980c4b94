"""The drawing of what waits for what."""

from typing import Any

from nameplate.portal.deployments.graph import graph_of


def _named(name: str, *needs: str) -> dict[str, Any]:
    return {
        "id": f"/x/{name}",
        "resourceName": name,
        "resourceType": "A/b",
        "dependsOn": [{"id": f"/x/{each}", "resourceName": each} for each in needs],
    }


def test_whoever_waits_stands_to_the_right() -> None:
    graph = graph_of([_named("c", "b", "a"), _named("b", "a")], [_named("d")])
    assert graph is not None
    at = {node.name: node.x for node in graph.nodes}
    assert at["a"] == at["d"] < at["b"] < at["c"]
    assert len(graph.edges) == 2
    assert all(node.x + 190 <= graph.width and node.y + 50 <= graph.height for node in graph.nodes)


def test_a_line_that_passes_a_column_has_a_place_there() -> None:
    graph = graph_of([_named("c", "b"), _named("b", "a"), _named("d", "c", "x")], [])
    assert graph is not None
    [long] = [edge.path for edge in graph.edges if edge.path.count("H") == 2]
    rows = {node.y for node in graph.nodes if node.name in {"a", "b", "c"}}
    passing = [int(part.split()[-1]) for part in long.split("H")[0].split("C")[1:]]
    assert passing
    assert all(not y <= each <= y + 50 for each in passing for y in rows)


def test_what_another_line_says_is_not_drawn_twice() -> None:
    graph = graph_of([_named("c", "b", "a", "a"), _named("b", "a")], [])
    assert graph is not None
    assert len(graph.edges) == 2


def test_what_stands_beside_keeps_its_side() -> None:
    pairs = [_named(f"a{each}", f"z{9 - each}") for each in range(9)]
    graph = graph_of(pairs, [])
    assert graph is not None
    assert all("C" in edge.path and _is_level(edge.path) for edge in graph.edges)


def _is_level(path: str) -> bool:
    begin, end = path.removeprefix("M").split("C")
    return begin.split()[1] == end.split()[-1]


def test_nobody_stands_on_another() -> None:
    graph = graph_of([_named(f"n{each}", "root") for each in range(20)], [])
    assert graph is not None
    assert len({(node.x, node.y) for node in graph.nodes}) == 21


def test_a_circle_is_drawn_and_does_not_hang() -> None:
    assert graph_of([_named("a", "b"), _named("b", "a")], []) is not None


def test_too_little_and_too_much_are_not_drawn() -> None:
    assert graph_of([], [_named("a")]) is None
    assert graph_of([], [_named(f"n{each}") for each in range(100)]) is None
