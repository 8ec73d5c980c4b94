"""``examples/identity``: one template, one command, and the app reads its secret in both ways."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.environments import ROOT
from tests.running import Platform

EXAMPLE = ROOT / "examples" / "identity"
SECRET = "correct-horse-battery-staple"
TEMPLATE = ("-f", str(EXAMPLE / "main.json"), "-p", str(EXAMPLE / "main.parameters.json"))
GIVEN = (*TEMPLATE, f"dbPassword={SECRET}")
BOTH = f"The vault says:   {SECRET}\nThe setting says: {SECRET}\n"


@pytest.fixture(scope="module")
def deployed(command: Path, python_sdk: Path, tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """An empty home in which the example has run once."""
    home = Platform(tmp_path_factory.mktemp("example") / "home", command)
    done = run_example(home, python_sdk)
    assert done.stdout == BOTH
    return home


def run_example(home: Platform, python: Path) -> Any:
    app = ("--", str(python), str(EXAMPLE / "app.py"))
    return home.run(
        *("run", "--template", TEMPLATE[1], "--parameters", TEMPLATE[3]),
        *(f"dbPassword={SECRET}", *app),
        seconds=120,
    )


def what_if(home: Platform) -> dict[str, str]:
    """What a deployment would do to each resource of the template, by its id."""
    words = ("deployment", "group", "what-if", "-g", "local", *GIVEN, "--no-pretty-print")
    return {
        each["resourceId"]: each["changeType"]
        for each in home.json(*words)["changes"]
        if each["changeType"] != "Ignore"
    }


def show(home: Platform) -> Any:
    return home.json("deployment", "group", "show", "-g", "local", "-n", "main")


def test_a_second_run_changes_nothing(deployed: Platform, python_sdk: Path) -> None:
    first = show(deployed)["properties"]

    assert first["provisioningState"] == "Succeeded"
    predicted = what_if(deployed)
    assert set(predicted.values()) == {"NoChange"}
    assert len(predicted) == 8
    assert {each["id"].lower() for each in first["outputResources"]} == {
        each.lower() for each in predicted
    }

    done = run_example(deployed, python_sdk)

    assert done.stdout == BOTH
    assert show(deployed)["properties"]["outputs"] == first["outputs"]


def test_what_the_deployment_made(deployed: Platform) -> None:
    outputs = {
        name: each["value"] for name, each in show(deployed)["properties"]["outputs"].items()
    }
    site = deployed.json("webapp", "show", "-n", "orders")
    assert site["identity"]["principalId"] == outputs["principalId"]

    (vault,) = deployed.json("keyvault", "list")
    (policy,) = deployed.json("keyvault", "show", "-n", vault["name"])["properties"][
        "accessPolicies"
    ]
    assert policy["objectId"] == outputs["principalId"]
    assert policy["permissions"]["secrets"] == ["get"]

    settings = deployed.json("webapp", "config", "appsettings", "list", "-n", "orders")
    assert {row["name"]: row["value"] for row in settings} == {
        "VAULT_URI": outputs["vaultUri"],
        "DB_PASSWORD": f"@Microsoft.KeyVault(SecretUri={outputs['vaultUri']}secrets/db-password)",
    }
    (reference,) = deployed.json(
        "webapp", "config", "appsettings", "list-references", "-n", "orders"
    )
    assert reference["properties"]["status"] == "Resolved"

    (role,) = deployed.json("role", "assignment", "list", "--scope", site["id"])
    assert role["roleDefinitionName"] == "Website Contributor"
    assert role["principalName"] == "orders-deployer"
    names = {each["displayName"] for each in deployed.json("ad", "sp", "list", "--all")}
    assert {"orders", "orders/slots/staging", "orders-deployer"} <= names


def test_the_secret_is_in_no_history(deployed: Platform) -> None:
    said = json.dumps(
        [
            show(deployed),
            deployed.json(
                *("deployment", "operation", "group", "list"), *("-g", "local", "-n", "main")
            ),
            deployed.json("audit", "tail", "-o", "json"),
        ]
    )
    assert "orders" in said
    assert SECRET not in said
    for file in deployed.home.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file


def test_without_the_permission_the_setting_stays_a_reference(
    deployed: Platform, python_sdk: Path
) -> None:
    (vault,) = deployed.json("keyvault", "list")
    deployed.run("keyvault", "delete-policy", "-n", vault["name"], "--app", "orders")

    words = ("run", "--app", "orders", "--", str(python_sdk))
    program = "import os; print(os.environ['DB_PASSWORD'])"
    done = deployed.run(*words, "-c", program)

    assert done.stdout.startswith("@Microsoft.KeyVault(")
    assert "AccessToKeyVaultDenied" in done.stderr
    assert f"set-policy --name {vault['name']} --app orders" in done.stderr
