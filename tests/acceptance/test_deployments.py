"""Templates as a person deploys them: predicted, refused with a line, deployed, run."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.acceptance.environments import ROOT
from tests.running import Platform

EXAMPLE: Final = ROOT / "examples" / "identity"
FILES: Final = ("-f", str(EXAMPLE / "main.json"), "-p", str(EXAMPLE / "main.parameters.json"))
PASSWORD: Final = "dbPassword=hunter2"
GROUP: Final = "deployed"
BOTH: Final = "The vault says:   hunter2\nThe setting says: hunter2\n"

AUDIENCE: Final = """
import base64, json, os, urllib.parse, urllib.request
wanted = "https://vault.azure.net"
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource=" + wanted
header = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
token = json.load(urllib.request.urlopen(urllib.request.Request(url, headers=header)))
part = token["access_token"].split(".")[1]
claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
print(json.dumps([os.environ["WEBSITE_SITE_NAME"], claims["aud"], claims["oid"]]))
"""


@pytest.fixture(scope="module")
def platform(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A home under ``up``, with an empty group."""
    with Platform(tmp_path_factory.mktemp("deployments") / "home", command) as platform:
        platform.run("group", "create", "-n", GROUP)
        yield platform


def group(platform: Platform, verb: str, *words: str, status: int = 0) -> str:
    """What a deployment command of the group prints."""
    done = platform.run("deployment", "group", *verb.split(), "-g", GROUP, *words, status=status)
    return done.stderr if status else done.stdout


def resources(platform: Platform) -> list[str]:
    return [each["name"] for each in platform.json("resource", "list", "-g", GROUP)]


def test_a_template_is_refused_predicted_deployed_and_deployed_again(platform: Platform) -> None:
    missing = group(platform, "validate", *FILES, status=2)
    assert "dbPassword (securestring)" in missing

    wrong = group(platform, "validate", *FILES, PASSWORD, "name=x", status=1)
    line = next(i for i, text in enumerate(_template(), 1) if '"name": {' in text)
    assert re.search(rf"line '?{line}\b", wrong), wrong
    assert resources(platform) == []

    predicted = group(platform, "what-if", *FILES, PASSWORD)
    assert "  + Microsoft.Web/sites/orders [2023-12-01]" in predicted
    assert re.search(r"\nResource changes: \d+ to create\.\n$", predicted)
    assert "hunter2" not in predicted
    assert resources(platform) == []

    first = json.loads(group(platform, "create", *FILES, PASSWORD))
    assert first["properties"]["provisioningState"] == "Succeeded"
    assert "hunter2" not in json.dumps(first)
    second = json.loads(group(platform, "create", *FILES, PASSWORD))
    assert second["properties"]["outputs"] == first["properties"]["outputs"]

    again = group(platform, "what-if", *FILES, PASSWORD)
    assert "to create" not in again

    outputs = json.loads(group(platform, "show", "-n", "main", "--query", "properties.outputs"))
    site = platform.json("webapp", "show", "-g", GROUP, "-n", "orders")
    assert outputs["principalId"]["value"] == site["identity"]["principalId"]

    types = {
        (each["properties"].get("targetResource") or {}).get("resourceType")
        for each in json.loads(group(platform, "operation list", "-n", "main"))
    }
    assert {"Microsoft.Web/sites", "Microsoft.KeyVault/vaults"} <= types
    assert json.loads(group(platform, "export", "-n", "main"))["contentVersion"] == "1.0.0.0"


def _template() -> list[str]:
    return (EXAMPLE / "main.json").read_text(encoding="utf-8").splitlines()


def test_progress_names_each_resource(platform: Platform) -> None:
    done = platform.run(
        *("deployment", "group", "create", "-g", "progress", *FILES, "name=seen", PASSWORD)
    )
    assert re.search(r"^Succeeded: Microsoft\.Web/sites seen \(", done.stderr, re.MULTILINE)


def test_a_failure_names_the_resource_and_what_is_inside(
    platform: Platform, tmp_path: Path
) -> None:
    template = tmp_path / "broken.json"
    plan = "[resourceId('Microsoft.Web/serverfarms', 'nowhere')]"
    template.write_text(json.dumps(_one_site({"serverFarmId": plan})))
    said = group(platform, "create", "-f", str(template), status=1)
    assert said.splitlines()[0].startswith("ERROR: (") or "ERROR: (DeploymentFailed)" in said
    assert "Microsoft.Web/sites 'broken'" in said


def _one_site(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {
                "type": "Microsoft.Web/sites",
                "apiVersion": "2023-12-01",
                "name": "broken",
                "location": "westeurope",
                "properties": properties,
            }
        ],
    }


def test_run_deploys_and_is_the_templates_app(home: Platform, python_sdk: Path) -> None:
    words = ("--template", *FILES[1:], PASSWORD, "--")
    done = home.run("run", *words, str(python_sdk), "-c", AUDIENCE, seconds=120)
    name, audience, principal = json.loads(done.stdout)
    assert (name, audience) == ("orders", "https://vault.azure.net")
    assert "nameplate: deployed 'main'" in done.stderr
    shown = home.json("webapp", "identity", "show", "-n", "orders")
    assert principal == shown["principalId"]

    both = home.run("run", *words, str(python_sdk), str(EXAMPLE / "app.py"), seconds=120)
    assert both.stdout == BOTH


def test_the_readmes_templates(home: Platform, python_sdk: Path) -> None:
    """Every line of the README's block, beside the example, with the app's Python first."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = r"<!-- templates:.*?-->\n```\n(.*?)```\n<!-- end of templates -->"
    found = re.search(block, readme, re.DOTALL)
    assert found is not None
    path = f"{python_sdk.parent}:{home.command.parent}:{os.environ['PATH']}"
    said = ""
    for line in found[1].splitlines():
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=EXAMPLE,
            env={**home.environment, "PATH": path},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        said = done.stdout
    assert said == BOTH


def test_nothing_runs_of_a_template_that_is_not_valid(home: Platform) -> None:
    words = ("--template", *FILES[1:], PASSWORD, "name=x", "--", "echo", "ran")
    done = home.run("run", *words, status=1)
    assert done.stdout == ""
    assert "ERROR: (InvalidTemplate)" in done.stderr
