"""The test tree is the source tree: each module has its test, each test its module."""

import ast
from collections.abc import Collection, Iterator, Mapping

from tests.house.source import Module


def expected_test(module: Module) -> str:
    """``src/nameplate/vault/wire.py`` -> ``tests/vault/test_wire.py``."""
    *folders, name = module.inside
    return "/".join(("tests", *folders, f"test_{name}"))


def _does_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def acts(module: Module) -> bool:
    """Whether a module has behaviour to test: more than values, names and protocols."""
    return module.inside[-1] not in {"__init__.py", "__main__.py"} and any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not all(_does_nothing(statement) for statement in node.body)
        for node in ast.walk(module.tree)
    )


def untested(
    modules: Collection[Module], tests: Collection[str], excused: Mapping[str, str]
) -> Iterator[str]:
    """Modules without a test of their own; ``excused`` gives the reason for each that has none."""
    for module in modules:
        test = expected_test(module)
        if acts(module) and test not in tests and module.path not in excused:
            yield f"{module.path}:1: has no {test}"


def sourceless(
    modules: Collection[Module], tests: Collection[str], rooms: Collection[str]
) -> Iterator[str]:
    """Tests in a room's folder that name no module: ``test_<module>[_<aspect>].py``."""
    stems: dict[str, set[str]] = {}
    for module in modules:
        *folders, name = module.inside
        stems.setdefault("/".join(folders), set()).add(name.removesuffix(".py"))
    for test in sorted(tests):
        _, *folders, name = test.split("/")
        if not folders or folders[0] not in rooms or not name.startswith("test_"):
            continue
        stem = name.removeprefix("test_").removesuffix(".py")
        known = stems.get("/".join(folders), set())
        if not any(stem == module or stem.startswith(f"{module}_") for module in known):
            yield f"{test}:1: names no module of {'/'.join(folders)}"


def needless(
    modules: Collection[Module], tests: Collection[str], excused: Mapping[str, str]
) -> Iterator[str]:
    """Excuses for what is gone or has a test by now, or without a reason."""
    paths = {module.path: expected_test(module) for module in modules}
    for path, reason in excused.items():
        if path not in paths or paths[path] in tests:
            yield f"{path}: needs no excuse any more"
        if len(reason) < 15:
            yield f"{path}: an excuse gives its reason"
