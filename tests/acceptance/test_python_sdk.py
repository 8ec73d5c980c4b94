"""The SDK for Python with production names and no option changed, sync and async."""

import subprocess
from pathlib import Path

import pytest

from tests.acceptance import environments
from tests.acceptance.conftest import VAULT, prepare
from tests.acceptance.environments import ROOT
from tests.running import Platform

PROGRAMS = ROOT / "conformance" / "python"


@pytest.mark.parametrize("program", ["app.py", "app_async.py"])
def test_every_operation_under_up(program: str, served: Platform, python_sdk: Path) -> None:
    done = served.run(
        *("run", "--app", "web1", "--", str(python_sdk), str(PROGRAMS / program), VAULT)
    )

    assert done.stdout.rstrip().endswith(": ok")


def test_every_operation_with_an_embedded_server(home: Platform, python_sdk: Path) -> None:
    """Without ``up``, ``run`` serves for its own duration."""
    prepare(home)

    done = home.run(
        *("run", "--app", "web1", "--", str(python_sdk), str(PROGRAMS / "app.py"), VAULT)
    )

    assert done.stdout.rstrip().endswith("python: ok")


@pytest.fixture(scope="session")
def live_tests() -> Path:
    """azure-identity's own live tests, from its source distribution on the package index."""
    lock = PROGRAMS / "requirements.txt"
    python = environments.python_environment("python", lock)

    def download(folder: Path) -> None:
        pin = lock.read_text().partition("\nazure-identity==")[2].partition("\n    # via")[0]
        (folder / "pin.txt").write_text(f"azure-identity=={pin}\n")
        environments.call(
            *(python, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
            *("--no-binary", "azure-identity", "-r", folder / "pin.txt", "-d", folder),
        )
        (archive,) = folder.glob("azure*.tar.gz")
        environments.call("tar", "xzf", archive, "-C", folder, "--strip-components=1")

    folder = environments.kept("azure-identity-source", lock.read_bytes(), download)
    return folder / "tests" / "managed-identity-live"


@pytest.mark.parametrize("identity", ["system", "user"])
def test_the_sdks_own_live_tests_pass(
    served: Platform, python_sdk: Path, live_tests: Path, identity: str
) -> None:
    """Sync and async; those for Cloud Shell skip themselves."""
    given = {"AZURE_IDENTITY_TEST_VAULT_URL": VAULT}
    if identity == "user":
        given["AZURE_IDENTITY_TEST_MANAGED_IDENTITY_CLIENT_ID"] = user_assigned(served)
    pytest_words = ("-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "-q", "-rs")
    variables = [f"{name}={value}" for name, value in given.items()]

    done = served.run(
        *("run", "--app", "web1", "--", "env", *variables, str(python_sdk), *pytest_words),
        *("--confcutdir", str(live_tests), str(live_tests)),
        seconds=180,
    )

    assert "2 passed" in done.stdout, done.stdout


def user_assigned(platform: Platform) -> str:
    """A user-assigned identity of ``web1`` that may list secrets; its client id."""
    identity = platform.json("identity", "create", "-n", "shared")
    platform.run("webapp", "identity", "assign", "-n", "web1", "--identities", identity["id"])
    platform.run(
        *("keyvault", "set-policy", "-n", "acceptance", "--object-id", identity["principalId"]),
        *("--secret-permissions", "get", "list"),
    )
    return str(identity["clientId"])


def test_the_app_is_refused_without_a_policy(served: Platform, python_sdk: Path) -> None:
    """403 with the principal, the permission and the vault, in Azure's words."""
    served.run("webapp", "create", "-n", "stranger", "--assign-identity")
    reads = (
        "from azure.identity import DefaultAzureCredential as D\n"
        "from azure.keyvault.secrets import SecretClient as S\n"
        f"S('{VAULT}', D()).get_secret('any')\n"
    )

    done = served.run(
        *("run", "--app", "stranger", "--", str(python_sdk), "-c", reads), status=None
    )

    assert done.returncode != 0
    assert "does not have secrets get permission on key vault 'acceptance" in done.stderr


def test_our_package_is_not_in_the_sdks_environment(python_sdk: Path) -> None:
    done = subprocess.run([python_sdk, "-c", "import nameplate"], capture_output=True, check=False)

    assert done.returncode == 1
