"""A handful of published templates through the installed command: foretold, deployed, again."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.acceptance.environments import ROOT
from tests.running import Platform
from tests.templates.plausible import Before, plausible

SHARED: Final = ROOT.parent / "shared" / "templates"
HANDFUL: Final = (
    "quickstarts/microsoft.keyvault/key-vault-managed-identity-role-assignment",
    "quickstarts/microsoft.keyvault/key-vault-secret-create",
    "quickstarts/microsoft.storage/storage-blob-encryption-with-cmk",
    "quickstarts/microsoft.web/function-app-create-dynamic-slot",
    "quickstarts/microsoft.web/webapp-custom-deployment-slots",
    "subscription-deployments/subscription-role-assignment",
    "tenant-deployments/tenant-role-assignment",
)

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the published templates are not here")


@pytest.fixture(scope="module")
def before(served: Platform) -> Before:
    """What the templates expect to be there."""
    identity = served.json("identity", "create", "-n", "template-reader")
    return Before(identity["principalId"], "local", "template-reader", "acceptance")


def level_of(name: str) -> tuple[str, ...]:
    """The words that say where: a group of its own, the subscription, the tenant."""
    kind = name.partition("-deployments")[0]
    return {
        "subscription": ("sub", "-l", "westeurope"),
        "tenant": ("tenant", "-l", "westeurope"),
    }.get(kind, ("group", "-g", f"shared-{HANDFUL.index(name)}"))


@pytest.mark.parametrize("name", HANDFUL)
def test_it_deploys_and_then_changes_nothing(
    name: str, served: Platform, before: Before, tmp_path: Path
) -> None:
    file = SHARED / name / "azuredeploy.json"
    given = tmp_path / "parameters.json"
    given.write_text(json.dumps({"parameters": plausible(file, before)}))
    level, *where = level_of(name)
    if level == "group":
        served.run("group", "create", *("-n", where[1]), "-l", "westeurope")
    words = (*where, "-f", str(file), "-p", str(given))

    def foretold() -> dict[str, str]:
        found: Any = served.json("deployment", level, "what-if", *words, "--no-pretty-print")
        changes = found["changes"]
        return {
            each["resourceId"].lower(): each["changeType"]
            for each in changes
            if each["changeType"] != "Ignore"
        }

    first = foretold()
    assert "Create" in first.values()
    done = served.json("deployment", level, "create", "-n", "shared", *words)
    assert done["properties"]["provisioningState"] == "Succeeded"
    again = foretold()
    assert set(again.values()) == {"NoChange"}
    # a nested deployment that hangs on what is not there yet cannot be foretold
    assert {each for each, change in first.items() if change != "Unsupported"} <= again.keys()
    repeated = served.json("deployment", level, "create", "-n", "shared", *words)
    assert repeated["properties"]["provisioningState"] == "Succeeded"
