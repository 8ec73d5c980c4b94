"""The management SDKs for Python, with production names, as an app with the role Owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import environments
from tests.acceptance.environments import ROOT
from tests.running import Platform

PROGRAMS = ROOT / "conformance" / "python" / "management"


@pytest.fixture(scope="module")
def management_sdks() -> Path:
    """The Python that has Azure's management SDKs, and not us."""
    return environments.python_environment("management", PROGRAMS / "requirements.txt")


@pytest.fixture(scope="module")
def managed(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A home under ``up`` with an app ``manager`` that owns the subscription."""
    with Platform(tmp_path_factory.mktemp("managed") / "home", command) as platform:
        platform.run("webapp", "create", "-n", "manager", "--assign-identity")
        platform.run(
            *("role", "assignment", "create", "--app", "manager", "--role", "Owner"),
            *("--scope", f"/subscriptions/{platform.subscription_id}"),
        )
        yield platform


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("manage_resources.py", "resource"),
        ("manage_deployments.py", "deployments"),
        ("manage_web.py", "web"),
        ("manage_vaults.py", "keyvault"),
        ("manage_identities.py", "msi"),
        ("manage_permissions.py", "authorization"),
    ],
)
def test_create_get_list_update_delete(
    program: str, name: str, managed: Platform, management_sdks: Path
) -> None:
    """Each SDK in a group of its own, with its own polling."""
    group = f"sdk-{name}"
    managed.run("group", "create", "-n", group)

    done = managed.run(
        *("run", "--app", "manager", "--", str(management_sdks), str(PROGRAMS / program)),
        *(managed.subscription_id, managed.tenant_id, group),
        seconds=180,
    )

    assert done.stdout.rstrip().endswith(f"{name}: ok"), done.stdout
