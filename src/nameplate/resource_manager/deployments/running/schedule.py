"""Which resources of a plan may be deployed now: those whose dependencies all are."""

from collections import deque
from collections.abc import Collection

from nameplate.template.document.plan import Node


class Schedule:
    """Hands out the nodes of a plan, each once, none before what it depends on."""

    def __init__(self, nodes: Collection[Node]) -> None:
        self._missing = {node.id: len(node.dependencies) for node in nodes}
        self._dependents: dict[str, list[Node]] = {}
        for node in nodes:
            for dependency in node.dependencies:
                self._dependents.setdefault(dependency, []).append(node)
        self._ready = deque(node for node in nodes if not node.dependencies)

    def take(self) -> Node | None:
        """One that may be deployed now; ``None`` when that has to wait for others."""
        return self._ready.popleft() if self._ready else None

    def done(self, node: Node) -> None:
        """A node was deployed: what waited only for it may be now."""
        for dependent in self._dependents.pop(node.id, ()):
            self._missing[dependent.id] -= 1
            if not self._missing[dependent.id]:
                self._ready.append(dependent)
