"""The house plan, executable: which room may import which, and what has one room only.

The table is the plan of ``docs/house.md``. A finding names file, line and rule. To change a wall,
change the table together with a decision record in ``docs/decisions``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house import guards, mirror, prose, sizes, walls
from tests.house.sizes import Long
from tests.house.source import Module, read_modules

ROOT: Final = Path(__file__).parent.parent

MAY_IMPORT: Final[dict[str, tuple[str, ...]]] = {
    # level 0
    "core": (),
    "config": (),
    # level 1
    "process": ("core",),
    "crypto": ("core",),
    "template": ("core",),
    "grants": ("core",),
    # level 2
    "workload": ("config", "crypto", "core"),
    "directory": ("crypto", "core"),
    "tokens": ("crypto", "core"),
    "authorization": ("core",),
    "audit": ("crypto", "core"),
    "disruption": ("core",),
    # level 3
    "edge": ("tokens", "directory", "audit", "disruption", "crypto", "core"),
    # level 4: siblings, which never import one another
    "authority": ("edge", "tokens", "directory", "audit", "core"),
    "managed_identity": ("edge", "tokens", "directory", "audit", "core"),
    "resource_manager": ("edge", "template", "authorization", "audit", "core"),
    "vault": ("edge", "crypto", "authorization", "audit", "core"),
    "apphost": ("edge", "process", "directory", "authorization", "audit", "core"),
    "admin": (
        *("edge", "tokens", "directory", "authorization", "audit", "disruption", "grants"),
        "core",
    ),
    # level 5
    "providers": ("resource_manager", "directory", "authorization", "vault", "apphost", "core"),
    "store": (
        *("crypto", "directory", "tokens", "authorization", "audit"),
        *("resource_manager", "vault", "apphost", "core"),
    ),
    "portal": ("edge", "core"),
    # level 6
    "server": (
        *("core", "config", "process", "crypto", "template", "directory", "tokens"),
        *("authorization", "audit", "edge", "authority", "managed_identity", "resource_manager"),
        *("vault", "apphost", "admin", "providers", "store", "portal", "workload"),
        "disruption",
    ),
    # level 7
    "cli": ("config", "crypto", "process", "grants", "workload", "disruption", "core", "server"),
    "testing": (
        *("core", "config", "crypto", "tokens", "audit", "disruption", "workload", "edge", "admin"),
        *("store", "server"),
    ),
}

PACKAGE_HOMES: Final[dict[str, tuple[str, ...]]] = {
    "cryptography": ("crypto",),
    "joserfc": ("crypto",),
    "sqlite3": ("store",),
    "psycopg": ("store",),
    "uvicorn": ("edge", "server"),
    "uvloop": ("edge", "server"),
    "httptools": ("edge",),
    "starlette": ("portal",),
    "jinja2": ("portal",),
    "markupsafe": ("portal",),
    "jmespath": ("cli",),
    "argparse": ("cli",),
    "pytest": ("testing",),
}

LINKS: Final = (
    r"https://go\.microsoft\.com/fwlink/\S*",  # help links inside Key Vault's and ARM's own errors
    r"https://aka\.ms/\S*",  # the same, newer
    r"https://schema\.management\.azure\.com/schemas/\S*",  # the `$schema` of templates: a name
)

LONG: Final[dict[str, Long]] = {}
"""Files (``path``) and functions (``path::name``) over the limits. This list only shrinks."""

UNTESTED: Final[dict[str, str]] = {
    "src/nameplate/core/errors.py": "classes without behaviour; every wire's tests render them",
}
"""Modules without a test of their own, each with its reason."""

GUARDS: Final[tuple[guards.Guard, ...]] = (
    guards.clock,
    guards.environment,
    guards.sql,
    guards.processes,
    guards.printing,
    guards.hosts(allowed=LINKS),
    guards.dynamic_imports,
)


@pytest.fixture(scope="module")
def source() -> list[Module]:
    return read_modules(ROOT, "src/nameplate")


@pytest.fixture(scope="module")
def tests() -> list[Module]:
    return read_modules(ROOT, "tests")


def fail_on(findings: Iterator[str]) -> None:
    """Fail with every finding, not just the first."""
    found = sorted(set(findings))
    assert not found, "\n" + "\n".join(found)


def test_every_room_is_planned(source: list[Module]) -> None:
    fail_on(walls.unplanned_rooms(source, MAY_IMPORT))


def test_rooms_import_only_what_the_plan_allows(source: list[Module]) -> None:
    fail_on(walls.forbidden_imports(source, MAY_IMPORT))


def test_the_plan_has_no_cycle() -> None:
    """Each room stands above everything that it may import."""
    seen: set[str] = set()
    for room, allowed in MAY_IMPORT.items():
        assert set(allowed) <= seen, f"{room} may import what stands above it"
        seen.add(room)


def test_packages_stay_in_their_homes(source: list[Module]) -> None:
    fail_on(walls.strayed_packages(source, PACKAGE_HOMES))


def test_every_module_says_what_it_owns(source: list[Module]) -> None:
    fail_on(walls.unsigned(source))


def test_every_test_module_says_what_it_proves(tests: list[Module]) -> None:
    fail_on(walls.unsigned([module for module in tests if module.text.strip()]))


def test_public_names_say_what_they_are(source: list[Module]) -> None:
    """The error tree is drawn in its module's docstring, which documents every class of it."""
    fail_on(walls.undocumented(source, exempt=("src/nameplate/core/errors.py",)))


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__qualname__.split(".")[0])
def test_each_thing_has_its_one_room(
    source: list[Module], guard: Callable[[Module], Iterator[str]]
) -> None:
    fail_on(finding for module in source for finding in guard(module))


def test_files_and_functions_stay_small(source: list[Module], tests: list[Module]) -> None:
    fail_on(sizes.too_long([*source, *tests], LONG))


def test_the_list_of_long_ones_only_shrinks(source: list[Module], tests: list[Module]) -> None:
    fail_on(sizes.needless([*source, *tests], LONG))


def test_every_module_has_its_test(source: list[Module], tests: list[Module]) -> None:
    fail_on(mirror.untested(source, {module.path for module in tests}, UNTESTED))


def test_every_test_of_a_room_names_a_module(source: list[Module], tests: list[Module]) -> None:
    fail_on(mirror.sourceless(source, {module.path for module in tests}, MAY_IMPORT))


def test_the_list_of_untested_ones_only_shrinks(source: list[Module], tests: list[Module]) -> None:
    fail_on(mirror.needless(source, {module.path for module in tests}, UNTESTED))


def test_tracked_text_names_no_registry_and_no_machine() -> None:
    fail_on(prose.unfit_lines(ROOT, prose.tracked_files(ROOT)))
