"""Source files, parsed once, and what the rules ask of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "nameplate"


@dataclass(frozen=True)
class Module:
    """A Python file: where it lies, what it says."""

    path: str
    """Relative to the repository, with forward slashes: ``src/nameplate/core/clock.py``."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def lines(self) -> int:
        return self.text.count("\n") + (not self.text.endswith("\n"))

    @property
    def inside(self) -> tuple[str, ...]:
        """The path below the package: ``("core", "clock.py")``."""
        return tuple(self.path.split("/")[2:])

    @property
    def room(self) -> str:
        """The room's name; empty for the package's own ``__init__`` and ``__main__``."""
        return self.inside[0] if len(self.inside) > 1 else ""

    def at(self, node: ast.AST, message: str) -> str:
        """A finding, in the form that editors jump to."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {message}"

    @cached_property
    def bare_strings(self) -> frozenset[int]:
        """The ids of string nodes that are documentation: strings standing as a statement."""
        return frozenset(
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )

    def literals(self) -> Iterator[tuple[ast.Constant, str]]:
        """Each string that the code uses (documentation excepted)."""
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in self.bare_strings
            ):
                yield node, node.value


def read_modules(root: Path, folder: str) -> list[Module]:
    """Every Python file below a folder of a tree, in a fixed order."""
    return [
        Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((root / folder).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]
