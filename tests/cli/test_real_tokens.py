"""``run --tokens``: what the child finds, and what is refused before it starts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.failures import CommandFailure, ServiceFailure, Unreachable
from nameplate.cli.graph import Graph
from nameplate.cli.real_tokens import _found
from nameplate.core.errors import InternalFailure

AZ = """#!/bin/sh
echo '{"accessToken": "real", "expires_on": 4102444800}'
"""
ASK = """
import json, os, sys, urllib.error, urllib.request
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource="
for resource in sys.argv[1:]:
    header = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url + resource, headers=header))
        print(json.load(answer)["access_token"][:4])
    except urllib.error.HTTPError as problem:
        print(problem.code)
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(server_home: Path, tmp_path: Path) -> Run:
    (tmp_path / "az").write_text(AZ)
    (tmp_path / "az").chmod(0o755)

    def call(*words: str, path: str = f"{tmp_path}:") -> subprocess.CompletedProcess[str]:
        more = {"NAMEPLATE_HOME": str(server_home), "PATH": f"{path}{os.environ['PATH']}"}
        command = [sys.executable, "-m", "nameplate.cli", "run", *words]
        return subprocess.run(
            command, env={**os.environ, **more}, capture_output=True, text=True, check=False
        )

    return call


def test_each_audience_has_its_own(run: Run, made: Callable[..., Any]) -> None:
    made("ad", "app", "create", "--display-name", "orders", "--identifier-uris", "api://registered")
    made("ad", "sp", "create", "--id", "api://registered")
    asked = ("https://management.azure.com/", "https://vault.azure.net", "api://registered")

    done = run(
        *("--app", "real-1", "--tokens", "azure-cli", "--", sys.executable, "-c", ASK, *asked),
        "api://theirs",
    )

    assert done.stdout.split() == ["real", "eyJ0", "eyJ0", "real"]
    assert "nameplate: real tokens: all but vaults, apps and emulators of this home" in done.stderr


def test_a_tool_that_is_absent_is_told_to_both(run: Run) -> None:
    words = ("--tokens", "https://graph.microsoft.com=azd", "--", sys.executable, "-c", ASK)
    done = run("--app", "real-1", *words, "https://graph.microsoft.com")
    assert done.stdout.split() == ["400"]
    assert "nameplate: no real token for https://graph.microsoft.com: The Azure Dev" in done.stderr


@pytest.mark.parametrize("source", ["app-service-2017", "imds", "cloud-shell", "azure-ml"])
def test_other_sources_name_the_same_endpoint(run: Run, source: str) -> None:
    program = "import json,os; print(json.dumps(dict(os.environ)))"
    words = ("--source", source, "--tokens", "azure-cli", "--", sys.executable, "-c", program)
    found = json.loads(run("--app", "real-1", *words).stdout)
    name = "AZURE_POD_IDENTITY_AUTHORITY_HOST" if source == "imds" else "MSI_ENDPOINT"
    plain = json.loads(run("--app", "real-1", "--", sys.executable, "-c", program).stdout)
    assert found[name].split("/")[2] != plain["MSI_ENDPOINT"].split("/")[2]
    assert found["HTTPS_PROXY"] != plain["HTTPS_PROXY"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tokens", "az"), "'az': tokens come from azure-cli, azd, environment, nameplate"),
        (("--tokens", "azure-cli", "--source", "arc"), "--tokens goes with --source app-service"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("--app", "real-1", *words, "--", "true")
    assert done.returncode == 2
    assert said in done.stderr


class FailingGraph(Graph):
    """A directory whose lists fail."""

    def __init__(self, failure: CommandFailure) -> None:
        self._failure = failure

    def list(self, collection: str, condition: str = "") -> Iterator[dict[str, Any]]:
        raise self._failure


def test_a_server_that_does_not_say_is_no_reason_for_a_real_token() -> None:
    impossible = ServiceFailure("Request_BadRequest", "no name", http_status=400)
    assert not _found(FailingGraph(impossible), "appId eq 'x'")
    for failure in (
        Unreachable("the server does not answer"),
        ServiceFailure("InternalServerError", "failed", http_status=500),
    ):
        with pytest.raises(InternalFailure, match="does not say"):
            _found(FailingGraph(failure), "appId eq 'x'")
