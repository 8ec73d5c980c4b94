"""The pytest plugin from its wheel, beside real SDKs; and clients' retries, counted.

The suites are in ``conformance/python/testing``: pytest finds the plugin by itself there.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.acceptance import environments, pages
from tests.acceptance.environments import ROOT
from tests.running import Platform

SUITE = ROOT / "conformance" / "python" / "testing"
MET = re.compile(r"met (\d+) of (\d+) request")
RETRIES = (
    ("app-service", "token:500", 4),
    ("app-service", "token:429,retry-after=1", 4),
    ("app-service", "token:400", 1),
    ("app-service", "token:401", 1),
    ("app-service", "token:404", 6),
    ("imds", "token:400", 1),
    ("imds", "token:404", 6),
    ("imds", "token:410", 6),
    ("imds", "token:429,retry-after=1", 4),
    ("imds", "token:500", 4),
)
"""What @azure/identity does, by source and refusal."""


@pytest.fixture(scope="session")
def python(wheel: Path) -> Path:
    """The Python that has the wheel, pytest with xdist, and Azure's SDKs."""
    return environments.beside_wheel("testing", wheel, SUITE / "requirements.txt")


def suite(python: Path, folder: Path, *words: str) -> str:
    """What pytest says of the suite, run where nothing of this tree is on the path."""
    copy = folder / "suite"
    shutil.copytree(SUITE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = [str(python), "-m", "pytest", "-q", f"--rootdir={copy}", *words]
    done = subprocess.run(
        command,
        cwd=copy,
        env=environments.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    return done.stdout


def test_two_hundred_tests_side_by_side(python: Path, tmp_path: Path) -> None:
    """Each finds the platform as it was; the workers know nothing of one another."""
    assert "200 passed" in suite(python, tmp_path, "-n", "4", "test_many.py")


def test_unmodified_sdks_in_the_same_process(python: Path, tmp_path: Path) -> None:
    assert " passed" in suite(python, tmp_path, "test_sdk.py")


def test_the_retries_of_azure_identity_and_msal(python: Path, tmp_path: Path) -> None:
    assert " passed" in suite(python, tmp_path, "test_retries.py")


@pytest.mark.parametrize(("source", "fault", "count"), RETRIES)
def test_the_retries_of_javascript(
    served: Platform, node_sdk: Path, source: str, fault: str, count: int
) -> None:
    words = ("--app", "web1", "--source", source, "--fault", f"{fault},times=always")

    done = served.run("run", *words, "--", "node", str(node_sdk / "retries.mjs"))

    assert done.stdout.startswith("refused: ")
    met = MET.search(done.stderr)
    assert met is not None
    assert met.groups() == (str(count), str(count))


def test_a_suite_that_does_not_ask_for_it_loads_nothing(python: Path, tmp_path: Path) -> None:
    test = tmp_path / "test_nothing.py"
    test.write_text(
        "import sys\n\ndef test_nothing():\n"
        "    assert 'nameplate.testing.plugin' in sys.modules\n"
        "    assert not {'nameplate.server', 'uvicorn', 'orjson'} & set(sys.modules)\n"
    )
    command = [str(python), "-m", "pytest", "-q", str(test)]
    done = subprocess.run(command, env=environments.environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_command_of_the_page_runs(home: Platform, python: Path, tmp_path: Path) -> None:
    variables = {**home.environment, "PATH": f"{python.parent}:{os.environ['PATH']}"}
    page = ROOT / "docs" / "testing.md"

    said = pages.run(page, tmp_path, variables)

    assert pages.unsaid(page, said) == []
