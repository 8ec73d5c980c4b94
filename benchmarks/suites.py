"""Test suites of 200 tests: what the pytest fixture adds to the start, and to each test.

The suite with it is in ``conformance/python/testing``: each test reads and sets a secret and is
an app for a moment, and what it changed is put back. Beside it the same number of tests that do
nothing, by the same Python.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[1]
_SUITE: Final = _ROOT / "conformance" / "python" / "testing" / "test_many.py"
_TEST: Final = "test_a_secret_is_as_it_was"
_NOT_KEPT: Final = "PYTHONDONTWRITEBYTECODE"
"""Would have every run compile what is not: an installed package is, or it is so after one run."""
TESTS: Final = 200
_PLAIN: Final = f"""
import pytest

@pytest.mark.parametrize("number", range({TESTS}))
def {_TEST}(number):
    pass
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of a run: as the clock has it, and of processors."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Suites:
    """Both suites, in a folder of their own."""

    plain: Path

    @classmethod
    def made_in(cls, folder: Path) -> "Suites":
        """Write the suite that does nothing; run both once, so that all is compiled."""
        folder.mkdir()
        (folder / "pytest.ini").write_text("[pytest]\n")
        plain = folder / "test_many.py"
        plain.write_text(_PLAIN)
        for suite in (_SUITE, plain):
            _run(suite, one=True)
        return cls(plain)

    def start(self) -> Taken:
        """What the fixture adds to a run of one test: all that is done once."""
        with_it, without = _run(_SUITE, one=True), _run(self.plain, one=True)
        return Taken(with_it.wall - without.wall, with_it.cpu - without.cpu)

    def each(self) -> Taken:
        """What it adds to each further test."""
        with_it = _difference(_run(_SUITE), _run(_SUITE, one=True))
        without = _difference(_run(self.plain), _run(self.plain, one=True))
        return Taken(with_it.wall - without.wall, with_it.cpu - without.cpu)


def _difference(many: Taken, one: Taken) -> Taken:
    return Taken((many.wall - one.wall) / (TESTS - 1), (many.cpu - one.cpu) / (TESTS - 1))


def _run(suite: Path, *, one: bool = False) -> Taken:
    tests = f"{suite}::{_TEST}[0]" if one else str(suite)
    before, began = os.times(), time.perf_counter()
    words = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_plugin(), tests)
    environment = {name: text for name, text in os.environ.items() if name != _NOT_KEPT}
    subprocess.run(words, check=True, capture_output=True, cwd=suite.parent, env=environment)
    wall, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system
    return Taken(wall, used - before.children_user - before.children_system)


def _plugin() -> tuple[str, ...]:
    """Name the plugin where this tree was installed before it had one."""
    known = any(each.name == "nameplate" for each in entry_points(group="pytest11"))
    return () if known else ("-p", "nameplate.testing.plugin")
