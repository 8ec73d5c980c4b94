"""How long files and functions may be, and the exceptions, which only shrink."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tests.house.source import Module

FILE_LINES = 400
FUNCTION_LINES = 50


@dataclass(frozen=True, slots=True)
class Long:
    """An exception: how long it is now (it may shrink, not grow), and why it is one piece."""

    lines: int
    reason: str


def _functions(module: Module) -> Iterator[tuple[ast.AST, str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(modules: Collection[Module], exceptions: Mapping[str, Long]) -> Iterator[str]:
    """Files and functions over their limits; keys are ``path`` or ``path::function``."""
    for module in modules:
        limit = exceptions[module.path].lines if module.path in exceptions else FILE_LINES
        if module.lines > limit:
            yield f"{module.path}:1: {module.lines} lines, at most {limit}"
        for node, name, lines in _functions(module):
            listed = exceptions.get(f"{module.path}::{name}")
            if lines > (listed.lines if listed else FUNCTION_LINES):
                limit = listed.lines if listed else FUNCTION_LINES
                yield module.at(node, f"{name} has {lines} lines, at most {limit}")


def needless(modules: Collection[Module], exceptions: Mapping[str, Long]) -> Iterator[str]:
    """Exceptions that are no longer needed, are larger than what they excuse, or give no reason."""
    sizes = {module.path: (module.lines, FILE_LINES) for module in modules}
    for module in modules:
        for _, name, lines in _functions(module):
            key = f"{module.path}::{name}"
            sizes[key] = (max(lines, sizes.get(key, (0, 0))[0]), FUNCTION_LINES)
    for key, listed in exceptions.items():
        size, limit = sizes.get(key, (0, 0))
        if size <= limit:
            yield f"{key}: within its limit now; take it off the list"
        elif size < listed.lines:
            yield f"{key}: {size} lines now; the list says {listed.lines} and only shrinks"
        if len(listed.reason) < 15:
            yield f"{key}: an exception gives its reason"
