"""A vault with RBAC and the real SDK: refused, granted in the refusal's words, refused again."""

import json
import shlex
from pathlib import Path
from typing import Any, Final

import pytest

from tests.running import Platform

NAME: Final = "rbac-vault"
URL: Final = f"https://{NAME}.vault.azure.net"
USER: Final = "Key Vault Secrets User"
PROGRAM: Final = f"""
import json
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

client = SecretClient({URL!r}, DefaultAzureCredential())
seen = {{}}
for name in ("db", "other"):
    try:
        seen[name] = client.get_secret(name).value
    except HttpResponseError as error:
        seen[name] = [error.status_code, error.error.innererror["code"], error.message]
try:
    seen["names"] = sorted(each.name for each in client.list_properties_of_secrets())
except HttpResponseError as error:
    seen["names"] = error.status_code
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def vault(served: Platform) -> str:
    """The id of a vault with RBAC; the operator may write its secrets, and did; an app is there."""
    made = served.json("keyvault", "create", "-n", NAME, "--enable-rbac-authorization", "true")
    operator = served.json("account", "show")["user"]["name"]
    served.run(
        *("role", "assignment", "create", "--assignee", operator),
        *("--role", "Key Vault Secrets Officer", "--scope", made["id"]),
    )
    for name in ("db", "other"):
        words = ("--vault-name", NAME, "-n", name, "--value", f"value-of-{name}")
        served.run("keyvault", "secret", "set", *words)
    served.run("webapp", "create", "-n", "rbac-app", "--assign-identity")
    return str(made["id"])


def look(served: Platform, python: Path, *options: str) -> dict[str, Any]:
    """What the app sees."""
    done = served.run(
        *("run", "--app", "rbac-app", *options, "--", str(python), "-c", PROGRAM), seconds=120
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_app_reads_exactly_while_it_has_the_role(
    served: Platform, python_sdk: Path, vault: str
) -> None:
    refused = look(served, python_sdk)
    status, inner, message = refused["db"]
    assert (status, inner) == (403, "ForbiddenByRbac")
    assert refused["names"] == 403

    command = str(message).partition("To grant it: nameplate ")[2].splitlines()[0]
    served.run(*shlex.split(command))
    assert look(served, python_sdk) == {
        "db": "value-of-db",
        "other": "value-of-other",
        "names": ["db", "other"],
    }

    served.run(*("role", "assignment", "delete", "--app", "rbac-app", "--scope", vault))
    assert look(served, python_sdk)["names"] == 403


def test_a_role_at_one_secret_opens_that_alone(
    served: Platform, python_sdk: Path, vault: str
) -> None:
    scope = f"{vault}/secrets/db"
    words = ("--app", "rbac-app", "--scope", scope)
    served.run("role", "assignment", "create", *words, "--role", USER)

    seen = look(served, python_sdk)

    served.run("role", "assignment", "delete", *words)
    assert seen["db"] == "value-of-db"
    assert seen["other"][:2] == [403, "ForbiddenByRbac"]
    assert seen["names"] == 403


def test_what_a_run_learns_is_the_role_that_it_needs(
    served: Platform, python_sdk: Path, vault: str
) -> None:
    done = served.run(
        *("run", "--app", "rbac-app", "--learn", "--", str(python_sdk), "-c", PROGRAM), seconds=120
    )

    assert json.loads(done.stdout)["db"] == "value-of-db"
    (line,) = [
        line for line in done.stderr.splitlines() if line.startswith("az role assignment create")
    ]
    assert f"--role '{USER}' --scope {vault}" in line
    assert look(served, python_sdk)["names"] == 403
