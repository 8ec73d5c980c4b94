"""The command from its wheel, the SDKs, and homes to run in."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import environments
from tests.acceptance.environments import ROOT
from tests.running import Platform

HERE = Path(__file__).parent
VAULT = "https://acceptance.vault.azure.net"
EVERY_SECRET_PERMISSION = (
    *("get", "list", "set", "delete", "recover", "backup", "restore", "purge"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.acceptance)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environments.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def command(wheel: Path) -> Path:
    """``nameplate``, installed from the wheel in an environment of its own."""
    return environments.install_wheel(wheel)


@pytest.fixture(scope="session")
def python_sdk() -> Path:
    """The Python that has Azure's SDK, PyJWT and pytest, and not us."""
    lock = ROOT / "conformance" / "python" / "requirements.txt"
    return environments.python_environment("python", lock)


@pytest.fixture(scope="session")
def client_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python that has the library's wheel, its locked needs, FastAPI and no Nameplate."""
    folder = tmp_path_factory.mktemp("client")
    lock = ROOT / "conformance" / "python" / "client" / "requirements.txt"
    python = environments.python_environment("client", lock)
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    environments.call(*build, cwd=ROOT / "client")
    (wheel,) = folder.glob("nameplate_client-*.whl")
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    environments.call(*pip, "--no-deps", "--no-index", "--force-reinstall", wheel)
    return python


@pytest.fixture(scope="session")
def node_sdk() -> Path:
    """The folder that has Azure's SDK for JavaScript, jose and request-promise."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    return environments.node_environment("javascript", ROOT / "conformance" / "javascript")


@pytest.fixture
def home(tmp_path: Path, command: Path) -> Platform:
    """An empty home; nothing serves it."""
    return Platform(tmp_path / "home", command)


@pytest.fixture(scope="session")
def served(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A home under ``up`` with an app ``web1`` that may do everything in a vault."""
    with Platform(tmp_path_factory.mktemp("served") / "home", command) as platform:
        prepare(platform)
        yield platform


def prepare(platform: Platform, app: str = "web1") -> None:
    """An app with an identity and a vault that is open to it."""
    platform.run("keyvault", "create", "-n", "acceptance")
    platform.run("webapp", "create", "-n", app, "--assign-identity")
    allow(platform, app, *EVERY_SECRET_PERMISSION)


def allow(platform: Platform, app: str, *permissions: str) -> None:
    """Give an app exactly these permissions to secrets."""
    words = ("-n", "acceptance", "--app", app, "--secret-permissions", *permissions)
    platform.run("keyvault", "set-policy", *words)
