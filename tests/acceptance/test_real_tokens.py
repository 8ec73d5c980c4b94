"""A developer's own identity: two platforms, of which the second plays the real cloud.

The second stands behind ``HTTPS_PROXY`` as a company's proxy would; az is signed in there: the real
one where ``conformance/az/install`` has put it, and one that stands in for it everywhere.
"""

import base64
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import environments, pages
from tests.acceptance.environments import ROOT
from tests.running import Platform

PAGE = ROOT / "docs" / "real-tokens.md"
ARM = "https://management.azure.com/"
ISSUED = """
import base64, json, os, sys, urllib.error, urllib.request
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource="
for resource in sys.argv[1:]:
    header = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url + resource, headers=header))
    except urllib.error.HTTPError as problem:
        print(problem.code, json.load(problem)["message"])
        continue
    body = json.load(answer)["access_token"].split(".")[1]
    print(json.loads(base64.urlsafe_b64decode(body + "=="))["iss"])
"""


@dataclass(frozen=True)
class Laptop:
    """A developer's home, and the environment of a shell that has the real cloud behind a proxy."""

    home: Platform
    cloud: Platform
    folder: Path
    variables: dict[str, str]

    def run(self, *words: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.home.command, "run", "--app", "web1", *map(str, words)],
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done

    def issuers(self, tokens: str, *resources: str, **more: str) -> list[str]:
        self.variables.update(more)
        program = (sys.executable, "-c", ISSUED)
        return self.run("--tokens", tokens, "--", *program, *resources).stdout.splitlines()

    def issuer(self, platform: Platform) -> str:
        return f"https://sts.windows.net/{platform.tenant_id}/"


@pytest.fixture(scope="module")
def cloud(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Plays the real cloud: it has a group, and an application that may read."""
    with Platform(tmp_path_factory.mktemp("cloud") / "home", command) as platform:
        platform.run("group", "create", "-n", "in-the-cloud")
        yield platform


@pytest.fixture
def laptop(home: Platform, cloud: Platform, tmp_path: Path) -> Laptop:
    found = cloud.run("env", "--app", "proxy", "--shell", "json").stdout
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "nameplate").symlink_to(home.command)
    network = {
        name: text
        for name, text in json.loads(found).items()
        if not name.startswith(("IDENTITY_", "MSI_"))
    }
    variables = {**home.environment, **network, "NAMEPLATE_HOME": str(home.home)}
    variables["PATH"] = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return Laptop(home, cloud, tmp_path, variables)


@pytest.fixture
def az(laptop: Laptop) -> Path:
    """The program that stands in for az, signed in; the file that says so."""
    state = laptop.folder / "signed-in"
    state.touch()
    program = ROOT / "tests" / "acceptance" / "az_stand_in.py"
    words = (sys.executable, program, laptop.cloud.home, laptop.cloud.command, state)
    script = laptop.folder / "bin" / "az"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
    script.chmod(0o755)
    return state


def application(cloud: Platform) -> tuple[str, str]:
    """An application of the cloud that may read; its id and its secret."""
    app = str(cloud.json("ad", "app", "create", "--display-name", "developer")["appId"])
    cloud.run("ad", "sp", "create", "--id", app)
    scope = f"/subscriptions/{cloud.subscription_id}"
    cloud.run(
        "role", "assignment", "create", "--assignee", app, "--role", "Reader", "--scope", scope
    )
    return app, str(cloud.json("ad", "app", "credential", "reset", "--id", app)["password"])


@pytest.mark.usefixtures("az")
def test_every_command_of_the_page_runs(laptop: Laptop) -> None:
    said = pages.run(PAGE, laptop.folder, laptop.variables)

    assert pages.unsaid(PAGE, said) == []
    assert "groups: in-the-cloud" in "".join(said.values())


def test_the_real_az(laptop: Laptop, tmp_path: Path) -> None:
    """The page again with az as it is, signed in as an application."""
    found = sorted((ROOT / ".work").glob("az-*/.complete"))
    if not found:
        pytest.skip("conformance/az/install has not been run here: 700 MB")
    laptop.variables["PATH"] = f"{found[-1].parent / 'bin'}:{laptop.variables['PATH']}"
    laptop.variables["AZURE_CONFIG_DIR"] = str(tmp_path / "az")
    app, secret = application(laptop.cloud)
    sign_in = ("az", "login", "--service-principal", "-u", app, "-p", secret)
    subprocess.run(
        [*sign_in, "--tenant", laptop.cloud.tenant_id],
        env=laptop.variables,
        capture_output=True,
        check=True,
        timeout=120,
    )

    said = pages.run(PAGE, laptop.folder, laptop.variables)

    assert pages.unsaid(PAGE, said) == []
    assert "groups: in-the-cloud" in "".join(said.values())


@pytest.mark.usefixtures("az")
def test_a_registered_application_and_a_vault_are_of_this_home(laptop: Laptop) -> None:
    laptop.home.run("ad", "app", "create", "--display-name", "o", "--identifier-uris", "api://o")
    laptop.home.run("ad", "sp", "create", "--id", "api://o")

    found = laptop.issuers("azure-cli", ARM, "https://vault.azure.net", "api://o")

    here, there = laptop.issuer(laptop.home), laptop.issuer(laptop.cloud)
    assert found == [there, here, here]


def test_an_expired_sign_in_and_a_missing_consent(laptop: Laptop, az: Path) -> None:
    for said, told in (
        ("ERROR: AADSTS70043: The refresh token has expired.\nTrace ID: 0\n", "has expired"),
        ("ERROR: AADSTS65001: The user has not consented.\n", "Nobody has consented"),
    ):
        az.write_text(said)
        (found,) = laptop.issuers("azure-cli", ARM)
        assert found.startswith("400 ")
        assert told in found


@pytest.mark.parametrize("proof", ["secret", "certificate"])
def test_credentials_of_the_environment(laptop: Laptop, proof: str) -> None:
    app, secret = application(laptop.cloud)
    given = {"AZURE_TENANT_ID": laptop.cloud.tenant_id, "AZURE_CLIENT_ID": app}
    if proof == "secret":
        given["AZURE_CLIENT_SECRET"] = secret
    else:
        given["AZURE_CLIENT_CERTIFICATE_PATH"] = str(certified(laptop, app))

    found = laptop.issuers("environment", ARM, "https://vault.azure.net", **given)

    assert found == [laptop.issuer(laptop.cloud), laptop.issuer(laptop.home)]
    done = laptop.run("--tokens", "environment", "--", "env")
    assert "AZURE_CLIENT_ID=" not in done.stdout


def certified(laptop: Laptop, app: str) -> Path:
    """A certificate that the cloud knows, with its key, as openssl makes it."""
    file, public = laptop.folder / "app.pem", laptop.folder / "app.der"
    request = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=app")
    environments.call(*request, "-days", "2", "-keyout", file, "-out", laptop.folder / "app.crt")
    certificate = laptop.folder / "app.crt"
    environments.call("openssl", "x509", "-in", certificate, "-outform", "DER", "-out", public)
    file.write_bytes(file.read_bytes() + certificate.read_bytes())
    key = base64.b64encode(public.read_bytes()).decode()
    credentials = [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": key}]
    laptop.cloud.run(
        "ad", "app", "update", "--id", app, "--set", f"keyCredentials={json.dumps(credentials)}"
    )
    return file


@pytest.mark.usefixtures("az")
def test_nothing_of_a_real_token_stays(laptop: Laptop) -> None:
    """Not in the home, its log or its trail, and an ``up`` never sees one."""
    laptop.home.start()
    try:
        done = laptop.run("--tokens", "azure-cli", "--", sys.executable, "-c", KEEP, ARM)
        trail = laptop.home.run("audit", "tail", "-o", "json").stdout
    finally:
        laptop.home.stop()
    signature = done.stdout.strip().rpartition(".")[2].encode()
    assert len(signature) > 100
    assert signature not in trail.encode()
    held = [path for path in laptop.home.home.parent.rglob("*") if path.is_file()]
    assert held
    assert [path for path in held if signature in path.read_bytes()] == []


KEEP = """
import json, os, sys, urllib.request
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource=" + sys.argv[1]
header = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
answer = urllib.request.urlopen(urllib.request.Request(url, headers=header))
print(json.load(answer)["access_token"])
"""
