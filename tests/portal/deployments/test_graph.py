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
    assert len(graph.edges) == 3
    assert all(node.x + 190 <= graph.width and node.y + 50 <= graph.height for node in graph.nodes)


def test_nobody_stands_on_another() -> None:
    graph = graph_of([_named(f"n{each}", "root") for each in range(20)], [])
    assert graph is not None
    assert len({(node.x, node.y) for node in graph.nodes}) == 21


def test_a_circle_is_drawn_and_does_not_hang() -> None:
    assert graph_of([_named("a", "b"), _named("b", "a")], []) is not None


def test_too_little_and_too_much_are_not_drawn() -> None:
    assert graph_of([], [_named("a")]) is None
    assert graph_of([], [_named(f"n{each}") for each in range(100)]) is None
