"""The portal in Chromium: the founding document's steps, by mouse and by keyboard, and axe.

``NAMEPLATE_PICTURES`` names a folder for a picture of each step (``make portal-pictures``).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tests.acceptance import environments, hosted
from tests.acceptance.environments import ROOT
from tests.acceptance.portal_apps import FUNCTIONS, READS, SECRET, VAULT
from tests.running import Platform

PICTURES: Final = os.environ.get("NAMEPLATE_PICTURES", "")
PAGES: Final[Sequence[tuple[str, str | None]]] = (
    ("/apps", None),
    ("/apps/create", None),
    ("/apps/local/web1", None),
    ("/apps/local/web1/identity", None),
    ("/apps/local/web1/configuration", "configuration"),
    ("/apps/local/web1/slots", None),
    ("/apps/local/web1/slots?source=staging&target=production", "slots"),
    ("/apps/local/web1/logs", None),
    ("/apps/local/web1/delete", None),
    ("/apps/local/func1/features", None),
    ("/vaults", None),
    ("/vaults/create", None),
    ("/vaults/deleted", None),
    ("/vaults/local/contoso", None),
    ("/vaults/local/contoso/policies", None),
    ("/vaults/local/contoso/policies/add?search=web", None),
    ("/vaults/local/contoso/roles", None),
    ("/vaults/local/contoso/roles/add", None),
    ("/vaults/local/contoso/secrets", "secrets"),
    ("/vaults/local/contoso/secrets/db-password", None),
    ("/vaults/local/contoso/new-secret", None),
    ("/vaults/local/contoso/deleted", None),
    ("/deployments?scope=local", None),
    ("/deployments/new", None),
    ("/deployments/local/main", "deployment"),
    ("/keys", "keys"),
    ("/nothing", None),
)
"""Every page, and what its picture is called."""
_TEMPLATE: Final = ROOT / "examples" / "identity" / "main.json"


@pytest.fixture(scope="session")
def browser() -> str:
    """Debian's Chromium, or another."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("chromium, node and npm are not all installed")
    return found


@pytest.fixture(scope="session")
def walks() -> Path:
    """The walks beside playwright-core and axe-core."""
    return environments.node_environment("portal", ROOT / "conformance" / "portal")


@pytest.fixture
def platform(home: Platform) -> Iterator[Platform]:
    """An empty home under ``up``."""
    with home as running:
        yield running


def walk(platform: Platform, program: Path, **order: Any) -> str:
    """Run a walk; what it printed."""
    order |= {"command": str(platform.command), "pictures": PICTURES or None}
    done = subprocess.run(
        ["node", str(program), json.dumps(order)],
        env=platform.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
@pytest.mark.parametrize("kind", ["webapp", "functionapp"])
def test_the_founding_documents_steps(
    platform: Platform, browser: str, walks: Path, tmp_path: Path, *, kind: str, keyboard: bool
) -> None:
    platform.run("keyvault", "create", "-n", VAULT)
    words = ("--vault-name", VAULT, "-n", "one", "--value", SECRET)
    platform.run("keyvault", "secret", "set", *words)
    if kind == "webapp":
        content = hosted.package(tmp_path / "app.zip", extra=READS)
    else:
        content = tmp_path / "function"
        content.mkdir()
        for name, text in FUNCTIONS.items():
            (content / name).write_text(text)
    said = walk(
        platform,
        walks / "founding.mjs",
        browser=browser,
        keyboard=keyboard,
        kind=kind,
        content=str(content),
        path="api/look" if kind == "functionapp" else "",
        vault=VAULT,
        secret=SECRET,
    )
    assert "reads its secret" in said


def test_no_page_has_anything_for_axe_to_find(
    platform: Platform, browser: str, walks: Path
) -> None:
    for words in (
        "webapp create -n web1 --assign-identity",
        "functionapp create -n func1",
        "webapp deployment slot create -n web1 -s staging",
        (
            "webapp config appsettings set -n web1 --settings LEVEL=debug "
            "PASSWORD=@Microsoft.KeyVault(VaultName=contoso;SecretName=db-password)"
        ),
        "keyvault create -n contoso",
        "keyvault set-policy -n contoso --app web1 --secret-permissions get list",
        "keyvault secret set --vault-name contoso -n db-password --value not-shown",
        f"deployment group create -g local -n main -f {_TEMPLATE} -p name=shop dbPassword=hidden",
    ):
        platform.run(*words.split())
    said = walk(platform, walks / "tour.mjs", browser=browser, pages=PAGES, names=bool(PICTURES))
    assert f"{len(PAGES)} pages" in said


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_template_is_deployed(
    platform: Platform, browser: str, walks: Path, *, keyboard: bool
) -> None:
    """Parameters from a form, the forecast, the live graph, and a secret with its new version."""
    said = walk(
        platform,
        walks / "deploying.mjs",
        browser=browser,
        keyboard=keyboard,
        template=_TEMPLATE.read_text(),
    )
    assert "deployed, rotated and read" in said


@pytest.mark.parametrize("keyboard", [False, True], ids=["mouse", "keyboard"])
def test_an_app_is_deleted_with_what_goes_with_it(
    platform: Platform, browser: str, walks: Path, *, keyboard: bool
) -> None:
    platform.run("webapp", "create", "-n", "web1", "--assign-identity")
    platform.run("webapp", "deployment", "slot", "create", "-n", "web1", "-s", "staging")
    said = walk(platform, walks / "deleting.mjs", browser=browser, keyboard=keyboard)
    assert "web1 is gone" in said
    assert platform.json("webapp", "list") == []


def test_people_find_what_their_roles_say(platform: Platform, browser: str, walks: Path) -> None:
    """A stranger, a Reader and an Owner, through the authority; other sites get nowhere."""
    platform.run("webapp", "create", "-n", "web1")
    people = []
    for name, role in (("stranger", ""), ("reader", "Reader"), ("owner", "Owner")):
        full, password = f"{name}@nameplate.localhost", f"A-long-one-4-{name}"
        words = ("--display-name", name, "--user-principal-name", full, "--password", password)
        platform.run("ad", "user", "create", *words)
        if role:
            platform.run("role", "assignment", "create", "--assignee", full, "--role", role)
        sees, offers = bool(role), role == "Owner"
        people.append({"name": full, "password": password, "sees": sees, "offers": offers})
    origin = platform.json("status")["portal"]
    said = walk(platform, walks / "people.mjs", browser=browser, origin=origin, people=people)
    assert said.count("found what their roles say") == len(people)
