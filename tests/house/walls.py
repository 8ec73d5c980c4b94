"""Who may import whom: rooms, and the third-party packages that have one home."""

import ast
from collections.abc import Collection, Iterator, Mapping

from tests.house.source import PACKAGE, Module


def imported(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every dotted name that a module imports, wherever the statement stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield node, "."
            elif node.module == PACKAGE:
                yield from ((node, f"{PACKAGE}.{alias.name}") for alias in node.names)
            else:
                yield node, node.module or ""


def unplanned_rooms(modules: Collection[Module], plan: Mapping[str, object]) -> Iterator[str]:
    """Packages that the plan does not name."""
    for room in sorted({module.room for module in modules} - {"", *plan}):
        yield f"src/{PACKAGE}/{room}: a room that the plan does not know"


def forbidden_imports(
    modules: Collection[Module], plan: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Imports of rooms that the plan does not allow, and relative imports."""
    for module in modules:
        allowed = {module.room, *plan.get(module.room, ())}
        for node, name in imported(module):
            if name == ".":
                yield module.at(node, "imports are absolute")
            first, _, rest = name.partition(".")
            room = rest.partition(".")[0]
            if first == PACKAGE and room not in {"", "__version__", *allowed}:
                yield module.at(node, f"{module.room or PACKAGE} may not import {room}")


def strayed_packages(
    modules: Collection[Module], homes: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Third-party and standard packages imported outside their homes."""
    for module in modules:
        for node, name in imported(module):
            home = homes.get(name.partition(".")[0])
            if home is not None and module.room not in home:
                where = " and ".join(sorted(home))
                yield module.at(node, f"{name.partition('.')[0]} is imported in {where} only")


def unsigned(modules: Collection[Module]) -> Iterator[str]:
    """Modules and rooms that do not open by saying what they own."""
    for module in modules:
        if not ast.get_docstring(module.tree):
            yield f"{module.path}:1: a module opens with a docstring that says what it owns"


def undocumented(modules: Collection[Module], *, exempt: Collection[str]) -> Iterator[str]:
    """Public classes and long public functions without a docstring."""
    for module in modules:
        if module.path in exempt:
            continue
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                needs = True
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                needs = (node.end_lineno or 0) - node.lineno > 12
            else:
                continue
            if needs and not node.name.startswith("_") and not ast.get_docstring(node):
                yield module.at(node, f"{node.name} is public and says nothing of itself")
