"""Folders, archives and files are deployed to a real server, and gone back to."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]

APP = """import http.server, os
print("app {name} started", flush=True)
address = ("127.0.0.1", int(os.environ["PORT"]))
http.server.HTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with an app that needs nothing but Python."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "app.py").write_text(APP.replace("{name}", "one"))
    return folder


def up(made: Made, source: Path, name: str) -> Any:
    return made("webapp", "up", "--src", str(source), "-n", name, "--startup-file", "app.py")


def test_a_folder_is_deployed_and_answers(made: Made, source: Path) -> None:
    found = up(made, source, "folder1")
    assert found["name"] == "folder1"
    assert found["URL"] == "https://folder1.azurewebsites.net"
    app = made("webapp", "show", "-n", "folder1")
    assert app["identity"]["type"] == "SystemAssigned"
    (deployment,) = made("webapp", "deployment", "list", "-n", "folder1")
    assert deployment["active"]
    assert deployment["id"] == found["deployment"]
    (hosted,) = made("status", "--query", "apps[?name=='folder1']")
    assert (hosted["state"], hosted["answering"]) == ("Running", found["deployment"])
    made("webapp", "delete", "-n", "folder1")


def test_archives_and_files(made: Made, source: Path, tmp_path: Path) -> None:
    made("webapp", "create", "-n", "zip1")
    made("webapp", "config", "set", "-n", "zip1", "--startup-file", "app.py")
    archive = tmp_path / "app.zip"
    with zipfile.ZipFile(archive, "w") as made_of:
        made_of.write(source / "app.py", "app.py")
    words = ("webapp", "deployment", "source", "config-zip", "-n", "zip1")
    first = made(*words, "--src", str(archive))
    second = made("webapp", "deploy", "-n", "zip1", "--src-path", str(archive))
    assert (first["deployer"], second["deployer"]) == ("ZipDeploy", "OneDeploy")
    file = ("--src-path", str(source / "app.py"), "--type", "static", "--target-path", "sub/a.py")
    third = made("webapp", "deploy", "-n", "zip1", *file)
    assert third["active"]
    again = made("webapp", "deployment", "redeploy", "-n", "zip1", "--deployment-id", first["id"])
    assert (again["id"], again["active"]) == (first["id"], True)
    made("webapp", "delete", "-n", "zip1")


def test_what_cannot_be_deployed_says_why(
    made: Made, nameplate: Nameplate, source: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no archive")
    made("webapp", "create", "-n", "bad1")
    ran = nameplate("webapp", "deploy", "-n", "bad1", "--src-path", str(bad))
    assert ran.status == 1
    assert "(DeploymentFailed) the archive cannot be read" in ran.err
    ran = nameplate("webapp", "deploy", "-n", "bad1", "--src-path", str(source / "app.py"))
    assert (ran.status, "--type zip, static" in ran.err) == (2, True)
    ran = nameplate("webapp", "deploy", "-n", "bad1", "--src-path", str(tmp_path / "none.zip"))
    assert (ran.status, "cannot read" in ran.err) == (2, True)
    ran = nameplate("webapp", "up", "--src", str(source), "-n", "bad1", "--runtime", "PYTHON")
    assert (ran.status, "NAME:VERSION" in ran.err) == (2, True)
    made("webapp", "delete", "-n", "bad1")


def test_an_app_that_does_not_start_is_told(made: Made, nameplate: Nameplate, source: Path) -> None:
    words = (
        "webapp",
        "up",
        "--src",
        str(source),
        "-n",
        "dies1",
        "--startup-file",
        "sh -c 'exit 7'",
    )
    ran = nameplate(*words)
    assert ran.status == 1
    assert "the app is BackingOff: its process ended with exit status 7" in ran.err
    made("webapp", "delete", "-n", "dies1")


def test_without_a_server_nothing_is_deployed(
    nameplate: Nameplate, source: Path, tmp_path: Path
) -> None:
    home = ("--home", str(tmp_path / "home"))
    for words in (("up", "--src"), ("deploy", "--src-path")):
        ran = nameplate("webapp", words[0], "-n", "none1", words[1], str(source), *home)
        assert ran.status == 1
        assert "only `nameplate up` runs apps" in ran.err
