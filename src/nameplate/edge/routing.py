"""Which handler answers a method and a path: a tree of segments, literals before names.

``{name}`` takes one segment, ``{*rest}`` at the end takes all that follows. A handler may be
anything: the table only finds it.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

H = TypeVar("H")


@dataclass(slots=True)
class _Node(Generic[H]):
    literals: "dict[str, _Node[H]]" = field(default_factory=dict)
    named: "_Node[H] | None" = None
    handlers: dict[str, tuple[H, tuple[str, ...]]] = field(default_factory=dict)
    rest: dict[str, tuple[H, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match(Generic[H]):
    """A handler and what the names of its template stand for in this path."""

    handler: H
    names: dict[str, str]


class Routes(Generic[H]):
    """A table of routes.

    ``ignore_case``: literals match in any case (ARM). ``strip_slash``: a path with a slash at its
    end is the same path (vaults). Names keep their case always.
    """

    __slots__ = ("_ignore_case", "_root", "_strip_slash")

    def __init__(self, *, ignore_case: bool = False, strip_slash: bool = False) -> None:
        self._root: _Node[H] = _Node()
        self._ignore_case = ignore_case
        self._strip_slash = strip_slash

    def add(self, method: str, template: str, handler: H) -> None:
        """Add a route. Raises ValueError when it is malformed or there is one already."""
        names: list[str] = []
        node = self._root
        target = node.handlers
        for segment in self._segments(template):
            if target is node.rest:
                raise ValueError(f"a rest stands last: {template}")
            if segment.startswith("{*"):
                names.append(segment[2:-1])
                target = node.rest
                continue
            node = self._descend(node, segment, names)
            target = node.handlers
        if method in target:
            raise ValueError(f"there is a route already: {method} {template}")
        target[method] = (handler, tuple(names))

    def find(self, method: str, path: str) -> Match[H] | None:
        """The route of a method and a decoded path; ``allowed`` tells 404 from 405."""
        if not path.startswith("/"):
            return None
        segments = self._segments(path)
        values: list[str] = []
        found = self._walk(self._root, segments, 0, method, values)
        if found is None:
            return None
        handler, names = found
        return Match(handler, dict(zip(names, values, strict=True)))

    def allowed(self, path: str) -> tuple[str, ...]:
        """The methods under which a path is known: none for a path that is not there."""
        if not path.startswith("/"):
            return ()
        methods: set[str] = set()
        self._collect(self._root, self._segments(path), 0, methods)
        return tuple(sorted(methods))

    def _segments(self, path: str) -> list[str]:
        if self._strip_slash and len(path) > 1:
            path = path.removesuffix("/")
        return path[1:].split("/") if path != "/" else []

    def _descend(self, node: _Node[H], segment: str, names: list[str]) -> _Node[H]:
        if segment.startswith("{") and segment.endswith("}"):
            names.append(segment[1:-1])
            if node.named is None:
                node.named = _Node()
            return node.named
        literal = segment.lower() if self._ignore_case else segment
        return node.literals.setdefault(literal, _Node())

    def _walk(
        self, node: _Node[H], segments: list[str], at: int, method: str, values: list[str]
    ) -> tuple[H, tuple[str, ...]] | None:
        if at == len(segments):
            return node.handlers.get(method)
        segment = segments[at]
        child = node.literals.get(segment.lower() if self._ignore_case else segment)
        if child is not None:
            found = self._walk(child, segments, at + 1, method, values)
            if found is not None:
                return found
        if node.named is not None and segment:
            values.append(segment)
            found = self._walk(node.named, segments, at + 1, method, values)
            if found is not None:
                return found
            values.pop()
        if method in node.rest:
            values.append("/".join(segments[at:]))
            return node.rest[method]
        return None

    def _collect(self, node: _Node[H], segments: list[str], at: int, methods: set[str]) -> None:
        if at == len(segments):
            methods.update(node.handlers)
            return
        segment = segments[at]
        child = node.literals.get(segment.lower() if self._ignore_case else segment)
        if child is not None:
            self._collect(child, segments, at + 1, methods)
        if node.named is not None and segment:
            self._collect(node.named, segments, at + 1, methods)
        methods.update(node.rest)
