"""Web apps as their frameworks' tutorials have them: deployed, answering, reading a secret,
writing a blob.

Each is built from the package index, as people's own are, and visited at its production name
through the proxy. Blobs are an Azurite's, behind its account's production name, that takes tokens
alone; who wrote one is the account's to see in them.
"""

import base64
import io
import json
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import VAULT, allow
from tests.acceptance.environments import ROOT
from tests.acceptance.function_apps import ACCOUNT, azurite
from tests.running import Platform

APPS = ROOT / "conformance" / "webapps"
SECRET = "kept in the vault"
NOTE = "written with the app's own identity"
STORAGE = f"https://{ACCOUNT}.blob.core.windows.net"
VISIT = """
import sys, urllib.request
_, method, url, *body = sys.argv
asked = urllib.request.Request(url, body[0].encode() if body else None, method=method)
asked.add_header("Content-Type", "text/plain")
print(urllib.request.urlopen(asked).read().decode())
"""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where blobs are kept: nowhere without npm."""
    if shutil.which("npm") is None:
        yield {}
        return
    with azurite(tmp_path_factory.mktemp("azurite"), tokens=True) as emulator:
        yield {"NAMEPLATE_ROUTES": " ".join(each[len("--route=") :] for each in emulator.routes)}


@pytest.fixture(scope="module")
def platform(
    command: Path, routes: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A home under ``up`` with a vault and a secret in it."""
    home = tmp_path_factory.mktemp("webapps") / "home"
    with Platform(home, command, settings=routes) as served:
        served.run("keyvault", "create", "-n", "acceptance")
        words = ("--vault-name", "acceptance", "-n", "greeting", "--value", SECRET)
        served.run("keyvault", "secret", "set", *words)
        yield served


def create(platform: Platform, app: str) -> None:
    """An app with an identity that may read, told where the vault and the blobs are."""
    platform.run("webapp", "create", "-n", app, "--assign-identity")
    settings = (f"VAULT_URL={VAULT}", f"STORAGE_URL={STORAGE}")
    platform.run("webapp", "config", "appsettings", "set", "-n", app, "--settings", *settings)
    allow(platform, app, "get")


def visit(platform: Platform, app: str, path: str, *body: str, method: str = "GET") -> str:
    """What an app answers at its production name, asked through the proxy."""
    url = f"https://{app}.azurewebsites.net{path}"
    words = ("run", "--app", "visitor", "--", sys.executable, "-c", VISIT, method, url, *body)
    return platform.run(*words).stdout.strip()


def check_works(platform: Platform, app: str, framework: str) -> None:
    """It reads the secret, and keeps a note in a blob."""
    found = json.loads(visit(platform, app, "/secret/greeting"))
    assert found == {"framework": framework, "value": SECRET}
    if platform.settings:
        written = visit(platform, app, "/notes/first", NOTE, method="PUT")
        assert json.loads(written) == {"written": "first"}
        assert visit(platform, app, "/notes/first") == NOTE
        issued = platform.json("audit", "tail", "--app", app, "--kind", "token")
        assert {each["resource"].rstrip("/") for each in issued} == {
            "https://vault.azure.net",
            "https://storage.azure.com",
        }


def packed(name: str) -> bytes:
    """An app of ours as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in (APPS / name).iterdir():
            archive.write(path, path.name)
    return made.getvalue()


def test_flask_with_our_command(platform: Platform) -> None:
    create(platform, "flask1")

    done = platform.run("webapp", "up", "--src", str(APPS / "flask"), "-n", "flask1", seconds=180)

    assert json.loads(done.stdout)["URL"] == "https://flask1.azurewebsites.net"
    assert "Hello, World!" in visit(platform, "flask1", "/")
    check_works(platform, "flask1", "flask")


def test_fastapi_as_a_zip_over_basic_authentication(platform: Platform) -> None:
    """Kudu's own API, as any deployment tool calls it."""
    create(platform, "fastapi1")
    site = platform.json("webapp", "show", "-n", "fastapi1")["id"]
    listed = platform.arm(
        "POST", f"{site}/config/publishingcredentials/list?api-version=2023-12-01"
    )
    found = listed.json()["properties"]
    pair = f"{found['publishingUserName']}:{found['publishingPassword']}"
    basic = ("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
    host = "fastapi1.scm.azurewebsites.net"

    sent = platform.send(
        "POST", host, "/api/zipdeploy?isAsync=true", headers=(basic,), body=packed("fastapi")
    )

    assert sent.status == 202
    latest = wait_complete(platform, host, basic)
    assert (latest["status"], latest["active"]) == (4, True), latest
    assert "Hello World" in visit(platform, "fastapi1", "/")
    check_works(platform, "fastapi1", "fastapi")


def wait_complete(platform: Platform, host: str, basic: tuple[str, str]) -> Any:
    """Poll as az does, until the deployment is over."""
    while True:
        found = platform.send("GET", host, "/api/deployments/latest", headers=(basic,)).json()
        if found["complete"]:
            return found
        time.sleep(1)


def test_express_with_our_command(platform: Platform) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    create(platform, "express1")

    platform.run("webapp", "up", "--src", str(APPS / "express"), "-n", "express1", seconds=180)

    assert visit(platform, "express1", "/") == "Hello World!"
    check_works(platform, "express1", "express")


def test_a_function_app_with_our_command(platform: Platform) -> None:
    """Microsoft's quickstart, unmodified."""
    source = str(ROOT / "conformance" / "functions" / "app")

    platform.run("functionapp", "up", "--src", source, "-n", "functions1", seconds=180)

    assert platform.json("functionapp", "show", "-n", "functions1")["kind"] == "functionapp,linux"
    assert json.loads(visit(platform, "functions1", "/api/whoami"))["site"] == "functions1"


def test_a_key_of_the_control_plane_opens_a_function(platform: Platform) -> None:
    """The app is the quickstart's, deployed by the test above."""
    keys = platform.json("functionapp", "keys", "list", "-n", "functions1")
    words = ("functionapp", "keys", "set", "-n", "functions1", "--key-type", "functionKeys")
    platform.run(*words, "--key-name", "team", "--key-value", "chosen")
    url = "/api/HttpExample?name=Ada&code="

    for key in (keys["functionKeys"]["default"], keys["masterKey"], "chosen"):
        assert visit(platform, "functions1", f"{url}{key}").startswith("Hello, Ada.")
    refused = platform.send("GET", "functions1.azurewebsites.net", f"{url}wrong")
    assert refused.status == 401


@pytest.mark.parametrize(("folder", "framework"), [("asgi", "fastapi"), ("wsgi", "flask")])
def test_a_framework_in_a_function_app(platform: Platform, folder: str, framework: str) -> None:
    """``AsgiFunctionApp`` and ``WsgiFunctionApp``, as the library's documentation has them."""
    app = f"{folder}1"
    create(platform, app)
    source = str(ROOT / "conformance" / "functions" / folder)

    platform.run("functionapp", "up", "--src", source, "-n", app, seconds=180)

    host = f"{app}.azurewebsites.net"
    url = f"https://{host}/items/7?q=a%20b"
    item = json.loads(visit(platform, app, "/items/7?q=a%20b"))
    assert (item["number"], item["q"]) == (7, "a b")
    assert item["url"].replace("+", "%20") == url
    echoed = json.loads(visit(platform, app, "/echo", "hello", method="POST"))
    assert echoed == {"said": "hello", "type": "text/plain"}
    assert visit(platform, app, "/parts") == "one two three"
    found = json.loads(visit(platform, app, "/secret/greeting"))
    assert found == {"framework": framework, "value": SECRET}
    assert platform.send("GET", host, "/nowhere").status == 404


def test_a_wrong_password_deploys_nothing(platform: Platform) -> None:
    platform.run("webapp", "create", "-n", "guarded1")
    pair = base64.b64encode(b"$guarded1:guess").decode()

    sent = platform.send(
        "POST",
        "guarded1.scm.azurewebsites.net",
        "/api/zipdeploy",
        headers=(("Authorization", f"Basic {pair}"),),
        body=packed("flask"),
    )

    assert sent.status == 401
    assert platform.json("webapp", "deployment", "list", "-n", "guarded1") == []
