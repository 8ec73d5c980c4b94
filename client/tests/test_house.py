"""The library keeps the rules of the house, and stands apart from it."""

from pathlib import Path
from typing import Final

import pytest
from tests.house import sizes, walls
from tests.house.source import Module, read_modules

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = "client/src/nameplate_client"
DOORS: Final = {"fastapi": "receiving/fastapi.py", "flask": "receiving/flask.py"}


@pytest.fixture(scope="module")
def source() -> list[Module]:
    return read_modules(ROOT, PACKAGE)


def test_files_and_functions_stay_small(source: list[Module]) -> None:
    tests = read_modules(ROOT, "client/tests")

    assert list(sizes.too_long([*source, *tests], {})) == []


def test_every_module_and_public_name_says_what_it_is(source: list[Module]) -> None:
    assert list(walls.unsigned(source)) == []
    assert list(walls.undocumented(source, exempt=())) == []


def test_it_imports_nothing_of_the_platform_and_no_framework(source: list[Module]) -> None:
    found = [
        (module.path, name)
        for module in source
        for _, name in walls.imported(module)
        for first in [name.partition(".")[0]]
        if first in {"nameplate", "tests", "client", "starlette", "."}
        or (first in DOORS and module.path != f"{PACKAGE}/{DOORS[first]}")
    ]

    assert found == []
