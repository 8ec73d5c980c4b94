"""Where something stands in a template: JSON containers that remember their place.

A place is a line, a column and a path as Azure's ``TemplateViolation`` gives them: a container is
placed at its bracket, a value at its last character.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final

_UNUSUAL: Final = re.compile(r"[\s.'/\"\[\]()]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line and a column, both from 1 (0 where there is no place), and a path."""

    line: int = 0
    column: int = 0
    path: str = ""


NOWHERE: Final = Mark()


class Source:
    """The text that containers were read from: turns an offset into a line and a column."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def mark(self, offset: int, path: str) -> Mark:
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        line = bisect_right(self._starts, offset)
        return Mark(line, offset - self._starts[line - 1] + 1, path)


class JsonObject(dict[str, Any]):
    """An object of a document, with the place of each of its members."""

    __slots__ = ("offset", "offsets", "path", "source")

    def __init__(self, source: Source, offset: int, path: str) -> None:
        super().__init__()
        self.source = source
        self.offset = offset
        self.path = path
        self.offsets: dict[str, int] = {}

    @property
    def mark(self) -> Mark:
        return self.source.mark(self.offset, self.path)


class JsonArray(list[Any]):
    """An array of a document, with the place of each of its elements."""

    __slots__ = ("offset", "offsets", "path", "source")

    def __init__(self, source: Source, offset: int, path: str) -> None:
        super().__init__()
        self.source = source
        self.offset = offset
        self.path = path
        self.offsets: list[int] = []

    @property
    def mark(self) -> Mark:
        return self.source.mark(self.offset, self.path)


def mark_of(container: object, key: str | int | None = None) -> Mark:
    """The place of a container, or of what it holds under a key; ``NOWHERE`` of plain values."""
    if not isinstance(container, JsonObject | JsonArray):
        return NOWHERE
    if key is None:
        return container.mark
    try:
        offset = container.offsets[key]  # type: ignore[index]  # each container has its own keys
    except (KeyError, IndexError, TypeError):
        return container.mark
    held = container[key]  # type: ignore[index]  # the same
    if isinstance(held, JsonObject | JsonArray):
        return held.mark
    path = element(container.path, key) if isinstance(key, int) else member(container.path, key)
    return container.source.mark(offset, path)


def member(path: str, name: str) -> str:
    """The path of an object's member."""
    if _UNUSUAL.search(name):
        return f"{path}['{name}']"
    return f"{path}.{name}" if path else name


def element(path: str, index: int) -> str:
    """The path of an array's element."""
    return f"{path}[{index}]"
