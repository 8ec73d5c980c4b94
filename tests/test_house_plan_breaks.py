"""The house plan is proven by breaking it on purpose: each breach is found, and named."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house import guards, mirror, prose, sizes, walls
from tests.house.sizes import Long
from tests.house.source import Module, read_modules
from tests.test_architecture import GUARDS, LINKS, MAY_IMPORT, PACKAGE_HOMES, ROOT, fail_on


def module(text: str, path: str = "vault/wire.py") -> Module:
    return Module(f"src/nameplate/{path}", f'"""A module."""\n{text}\n')


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source, to be broken."""
    shutil.copytree(ROOT / "src" / "nameplate", tmp_path / "src" / "nameplate")
    return tmp_path


def test_a_copy_with_a_forbidden_import_is_found(tree: Path) -> None:
    """The whole path from files to a finding, on a copy of the real tree."""
    broken = tree / "src/nameplate/core/clock.py"
    broken.write_text(broken.read_text() + "\nimport nameplate.store\n")

    findings = list(walls.forbidden_imports(read_modules(tree, "src/nameplate"), MAY_IMPORT))

    lines = len(broken.read_text().splitlines())
    assert findings == [f"src/nameplate/core/clock.py:{lines}: core may not import store"]


def test_a_copy_with_a_new_room_is_found(tree: Path) -> None:
    (tree / "src/nameplate/common").mkdir()
    (tree / "src/nameplate/common/__init__.py").write_text('"""A drawer."""\n')

    findings = list(walls.unplanned_rooms(read_modules(tree, "src/nameplate"), MAY_IMPORT))

    assert findings == ["src/nameplate/common: a room that the plan does not know"]


@pytest.mark.parametrize(
    "text",
    [
        "import nameplate.directory",
        "from nameplate.directory import Directory",
        "from nameplate import directory",
        "def late():\n    from nameplate.directory.records import Tenant\n    return Tenant",
        "if TYPE_CHECKING:\n    from nameplate.directory import Directory",
        "from ..directory import Directory",
        "from . import secrets",
    ],
)
def test_a_forbidden_import_is_found_wherever_it_stands(text: str) -> None:
    assert list(walls.forbidden_imports([module(text)], MAY_IMPORT))


@pytest.mark.parametrize(
    "text",
    [
        "from nameplate import __version__",
        "from nameplate.core.clock import Clock",
        "import nameplate.vault.records",
        "import json",
    ],
)
def test_an_allowed_import_is_not_found(text: str) -> None:
    assert not list(walls.forbidden_imports([module(text)], MAY_IMPORT))


@pytest.mark.parametrize(
    "text",
    ["import cryptography.x509", "from joserfc import jws", "import sqlite3", "import uvicorn"],
)
def test_a_package_away_from_home_is_found(text: str) -> None:
    assert list(walls.strayed_packages([module(text)], PACKAGE_HOMES))
    home = PACKAGE_HOMES[text.split()[1].partition(".")[0]][0]
    assert not list(walls.strayed_packages([module(text, f"{home}/x.py")], PACKAGE_HOMES))


@pytest.mark.parametrize(
    ("guard", "text"),
    [
        (guards.clock, "import time"),
        (guards.clock, "from time import monotonic"),
        (guards.clock, "def f():\n    import time"),
        (guards.clock, "x = datetime.now(UTC)"),
        (guards.clock, "x = datetime.datetime.utcnow()"),
        (guards.clock, "x = date.today()"),
        (guards.environment, "x = os.environ['HOME']"),
        (guards.environment, "x = os.getenv('HOME')"),
        (guards.environment, "from os import environ"),
        (guards.sql, "x = 'SELECT name FROM secrets'"),
        (guards.sql, "x = '''\n  insert into t values (1)'''".upper()),
        (guards.sql, "x = f'DELETE FROM {table}'"),
        (guards.sql, "x = 'PRAGMA user_version'"),
        (guards.processes, "import subprocess"),
        (guards.processes, "from multiprocessing import Process"),
        (guards.processes, "os.fork()"),
        (guards.processes, "os.execvpe('a', [], {})"),
        (guards.processes, "from os import posix_spawn"),
        (guards.processes, "asyncio.create_subprocess_exec('a')"),
        (guards.processes, "asyncio.get_running_loop().subprocess_exec"),
        (guards.printing, "print('x')"),
        (guards.printing, "sys.stdout.write('x')"),
        (guards.hosts(allowed=LINKS), "x = 'https://vault.azure.net'"),
        (guards.hosts(allowed=LINKS), "x = f'{name}.azurewebsites.net'"),
        (guards.hosts(allowed=LINKS), "x = 'Login.MicrosoftOnline.com'"),
        (guards.hosts(allowed=LINKS), "x = 'https://go.microsoft.com/other'"),
        (guards.dynamic_imports, "importlib.import_module('nameplate.' + room)"),
        (guards.dynamic_imports, "__import__('os')"),
    ],
)
def test_each_guard_finds_its_breach(guard: guards.Guard, text: str) -> None:
    findings = list(guard(module(text)))

    assert len(findings) == 1
    assert findings[0].startswith("src/nameplate/vault/wire.py:")


@pytest.mark.parametrize(
    ("guard", "path", "text"),
    [
        (guards.clock, "core/clock.py", "import time"),
        (guards.clock, "vault/wire.py", "x = datetime.fromtimestamp(now, UTC)"),
        (guards.environment, "config/settings.py", "x = os.environ"),
        (guards.sql, "store/vault.py", "x = 'SELECT 1'"),
        (guards.sql, "vault/wire.py", "x = 'select a vault, then update it'"),
        (guards.sql, "vault/wire.py", "x = 'Update the secret.'"),
        (guards.processes, "process/spawn.py", "import subprocess"),
        (guards.printing, "cli/output.py", "print('x')"),
        (guards.hosts(allowed=LINKS), "core/cloud.py", "x = 'vault.azure.net'"),
        (guards.hosts(allowed=LINKS), "vault/wire.py", "class A:\n    '''See vault.azure.net.'''"),
        (
            guards.hosts(allowed=LINKS),
            "vault/wire.py",
            "x = 'see https://go.microsoft.com/fwlink/?linkid=1'",
        ),
        (guards.hosts(allowed=LINKS), "vault/wire.py", "x = 'Microsoft.Web/sites'"),
    ],
)
def test_no_guard_stops_what_is_allowed(guard: guards.Guard, path: str, text: str) -> None:
    assert not list(guard(module(text, path)))


def test_every_guard_of_the_plan_is_broken_here() -> None:
    """A guard without a breach in this file would be a guard that nobody has seen at work."""
    names = {guard.__qualname__.split(".")[0] for guard in GUARDS}

    assert names == {
        *("clock", "environment", "sql", "processes", "printing", "hosts", "dynamic_imports"),
    }


def test_an_unsigned_module_is_found() -> None:
    unsigned = Module("src/nameplate/vault/wire.py", "x = 1\n")

    assert list(walls.unsigned([unsigned]))
    assert not list(walls.unsigned([module("x = 1")]))


def test_a_public_class_without_a_word_is_found() -> None:
    assert list(walls.undocumented([module("class A:\n    x = 1")], exempt=()))
    assert list(walls.undocumented([module("def f():\n" + "    x = 1\n" * 20)], exempt=()))
    assert not list(walls.undocumented([module("class _A:\n    x = 1")], exempt=()))
    assert not list(walls.undocumented([module("def f():\n    return 1")], exempt=()))


LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 60


def test_long_files_and_functions_are_found() -> None:
    assert len(list(sizes.too_long([module(LONG_FUNCTION)], {}))) == 1
    assert len(list(sizes.too_long([module("x = 1\n" * 400)], {}))) == 1
    assert not list(sizes.too_long([module("x = 1\n" * 300)], {}))


def test_an_exception_excuses_what_it_names_and_no_more() -> None:
    key = "src/nameplate/vault/wire.py::f"
    reason = "one table, in one piece"

    assert not list(sizes.too_long([module(LONG_FUNCTION)], {key: Long(61, reason)}))
    assert list(sizes.too_long([module(LONG_FUNCTION)], {key: Long(60, reason)}))


@pytest.mark.parametrize(
    ("lines", "text", "reason"),
    [
        (70, LONG_FUNCTION, "larger than what it excuses"),
        (61, "def f():\n    return 1", "within the limit by now"),
        (61, "x = 1", "the function is gone by now"),
        (61, LONG_FUNCTION, "because"),
    ],
)
def test_the_list_of_exceptions_only_shrinks(lines: int, text: str, reason: str) -> None:
    listed = {"src/nameplate/vault/wire.py::f": Long(lines, reason)}

    assert list(sizes.needless([module(text)], listed))
    assert not list(
        sizes.needless(
            [module(LONG_FUNCTION)], {next(iter(listed)): Long(61, "a real reason here")}
        )
    )


ACTING = "def f():\n    return 1"


def test_a_module_without_a_test_is_found() -> None:
    assert list(mirror.untested([module(ACTING)], {"tests/vault/test_other.py"}, {}))
    assert not list(mirror.untested([module(ACTING)], {"tests/vault/test_wire.py"}, {}))
    assert not list(mirror.untested([module("class A(Protocol):\n    x: int")], set(), {}))
    assert not list(mirror.untested([module(ACTING)], set(), {module("").path: "its reason"}))


def test_a_test_without_a_module_is_found() -> None:
    known = [module(ACTING)]

    assert list(mirror.sourceless(known, {"tests/vault/test_gone.py"}, MAY_IMPORT))
    assert not list(mirror.sourceless(known, {"tests/vault/test_wire_paging.py"}, MAY_IMPORT))
    assert not list(mirror.sourceless(known, {"tests/acceptance/test_sdk.py"}, MAY_IMPORT))


def test_a_needless_excuse_is_found() -> None:
    path = module("").path

    assert list(mirror.needless([], set(), {path: "the module is gone by now"}))
    assert list(mirror.needless([module(ACTING)], {"tests/vault/test_wire.py"}, {path: "a" * 20}))
    assert list(mirror.needless([module(ACTING)], set(), {path: "short"}))


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + "py" + "pi.org/simple",
        "resolved: https://registry." + "npm" + "js.org/a",
        "files.python" + "hosted.org",
        "read /" + "work/main/x",
        "'/" + "root/.cache'",
        "/" + "home/somebody/src",
    ],
)
def test_unfit_text_is_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"fine\n{line}\n")

    findings = list(prose.unfit_lines(tmp_path, [file]))

    assert len(findings) == 1
    assert findings[0].startswith("a.md:2: ")


@pytest.mark.parametrize("line", [".work/sdk", "~/.local", "framework/x", "https://example.org/"])
def test_fit_text_is_not_found(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"{line}\n")

    assert not list(prose.unfit_lines(tmp_path, [file]))


def test_only_tracked_files_are_read(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "tracked.md").write_text("a\n")
    (tmp_path / "other.md").write_text("b\n")
    subprocess.run(["git", "-C", tmp_path, "add", "tracked.md"], check=True)

    assert prose.tracked_files(tmp_path) == [tmp_path / "tracked.md"]


def test_a_breach_fails_the_test_that_guards_it() -> None:
    """The last step: findings become a failure that shows all of them."""
    with pytest.raises(AssertionError, match=r"a\n\s*b"):
        fail_on(iter(["b", "a"]))
