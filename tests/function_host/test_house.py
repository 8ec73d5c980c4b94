"""The Functions host stays a house of its own: what it may import, and where each thing is."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house import mirror, sizes, walls
from tests.house.source import Module, read_modules

ROOT: Final = Path(__file__).parents[2]
UNTESTED: Final = {
    "function_host/nameplate_functions/clock.py": "the machine's own clock",
    "function_host/nameplate_functions/listeners.py": "tests/function_host/test_host.py has it",
}
HOMES: Final = {
    "time": "clock.py",
    "azure.functions": "library.py",
    "azure.storage": "azure_storage.py",
    "azure.identity": "azure_storage.py",
    "uvicorn": "server.py",
}


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    found = read_modules(ROOT, "function_host")
    assert len(found) > 20
    return found


def fail_on(findings: Iterator[str]) -> None:
    found = sorted(set(findings))
    assert not found, "\n" + "\n".join(found)


def test_it_imports_nothing_of_the_platform(modules: list[Module]) -> None:
    fail_on(
        each.at(node, f"{name} is the platform's")
        for each in modules
        for node, name in walls.imported(each)
        if name == "." or re.fullmatch(r"nameplate(\..*)?", name)
    )


def test_each_library_has_one_home(modules: list[Module]) -> None:
    fail_on(
        each.at(node, f"{name} is imported in {home} only")
        for each in modules
        for node, name in walls.imported(each)
        for package, home in HOMES.items()
        if (name == package or name.startswith(f"{package}.")) and each.inside[-1] != home
    )


def test_only_settings_reads_the_environment(modules: list[Module]) -> None:
    fail_on(
        f"{each.path}: os.environ"
        for each in modules
        if "os.environ" in each.text and each.inside[-1] != "settings.py"
    )


def test_every_module_says_what_it_owns(modules: list[Module]) -> None:
    fail_on(walls.unsigned(modules))
    fail_on(walls.undocumented(modules, exempt=()))


def test_files_and_functions_stay_small(modules: list[Module]) -> None:
    fail_on(sizes.too_long(modules, {}))


def test_every_module_has_its_test(modules: list[Module]) -> None:
    tests = {each.name for each in Path(__file__).parent.glob("test_*.py")}
    for each in modules:
        if mirror.acts(each) and each.path not in UNTESTED:
            assert f"test_{each.inside[-1]}" in tests, each.path


def test_its_requirements_have_a_lower_end_and_a_reason() -> None:
    text = (ROOT / "function_host" / "pyproject.toml").read_text()
    declared = tomllib.loads(text)["project"]["dependencies"]

    for entry in declared:
        assert re.fullmatch(r"[\w-]+>=[\d.]+", entry)
        assert re.search(rf'"{re.escape(entry)}",\s+# .{{10,}}', text), entry
