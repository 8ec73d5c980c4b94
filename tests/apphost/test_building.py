"""What a folder needs is found, and made by programs that run as the app does."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.apphost.building import Builder, BuildFailed, Job, steps_of, wants_build
from nameplate.apphost.folders import Folders
from nameplate.apphost.wanted import WantedApp
from nameplate.process.keeper.client import KeeperLost, Refused
from tests.apphost.test_hosted_app import WANTED
from tests.fakes.processes import FakePrograms

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"


def written(folder: Path, **files: str) -> Path:
    """A folder with files; ``__`` in a name is a dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def titles(content: Path, app: WantedApp = WANTED, path: str = "") -> list[str]:
    return [step.title for step in steps_of(content, app, path=path)]


def test_a_flask_app_gets_its_requirements_and_gunicorn(tmp_path: Path) -> None:
    content = written(tmp_path, app__py=FLASK, requirements__txt="flask\n")
    assert wants_build(content, WANTED)
    assert titles(content) == [
        "python -m venv antenv",
        "pip install -r requirements.txt",
        "pip install gunicorn",
    ]


def test_an_asgi_app_gets_uvicorn(tmp_path: Path) -> None:
    assert titles(written(tmp_path, main__py=FASTAPI))[-1] == "pip install uvicorn"


def test_who_brings_everything_is_left_alone(tmp_path: Path) -> None:
    content = written(tmp_path, app__py=FLASK, requirements__txt="flask\n")
    (content / "antenv").mkdir()
    assert not wants_build(content, WANTED)


def test_a_start_command_needs_no_server(tmp_path: Path) -> None:
    app = replace(WANTED, start_command="python app.py")
    content = written(tmp_path, app__py="print()")
    assert not wants_build(content, app)
    assert titles(content, app) == []
    written(tmp_path, requirements__txt="flask\n")
    assert titles(content, app)[-1] == "pip install -r requirements.txt"


def test_a_function_app_gets_no_server(tmp_path: Path) -> None:
    app = replace(WANTED, kind="functionapp,linux")
    content = written(tmp_path, app__py=FLASK, requirements__txt="azure-functions\n")
    assert titles(content, app)[-1] == "pip install -r requirements.txt"


@pytest.mark.parametrize("version", ["", "3", "3.11; rm", f"3.{sys.version_info.minor}"])
def test_the_own_python_is_taken_where_no_other_is_named(tmp_path: Path, version: str) -> None:
    app = replace(WANTED, runtime=f"PYTHON|{version}")
    content = written(tmp_path, requirements__txt="flask\n", app__py=FLASK)
    steps = steps_of(content, app, path="")
    assert steps[0].command[0] == str(Path(sys.executable).resolve())


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    content = written(tmp_path, requirements__txt="flask\n")
    with pytest.raises(BuildFailed, match=r"Python 3\.99 is not on this machine"):
        steps_of(content, replace(WANTED, runtime="PYTHON|3.99"), path="")


def npm(folder: Path) -> str:
    """A path with an npm on it."""
    folder.mkdir()
    (folder / "npm").write_text("#!/bin/sh\n")
    (folder / "npm").chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("files", "package", "wanted"),
    [
        ((), {"dependencies": {"express": "4"}}, ["npm install"]),
        (("package-lock.json",), {"dependencies": {"express": "4"}}, ["npm ci"]),
        (
            (),
            {"dependencies": {"a": "1"}, "scripts": {"build": "tsc"}},
            ["npm install", "npm run build"],
        ),
    ],
)
def test_node_packages(
    tmp_path: Path, files: tuple[str, ...], package: Mapping[str, object], wanted: list[str]
) -> None:
    path = npm(tmp_path / "bin")
    content = tmp_path / "content"
    content.mkdir()
    (content / "package.json").write_text(json.dumps(package))
    for name in files:
        (content / name).write_text("{}")
    assert wants_build(content, WANTED)
    steps = steps_of(content, WANTED, path=path)
    assert [step.title for step in steps] == wanted
    assert ("--omit=dev" in steps[0].command) is (len(wanted) == 1)
    (content / "node_modules").mkdir()
    assert not wants_build(content, WANTED)
    with pytest.raises(BuildFailed, match="npm is not on this machine"):
        steps_of(content, WANTED, path="")


@pytest.mark.parametrize("text", ["{", "[]", '{"scripts": 1}'])
def test_a_package_that_describes_nothing_is_refused(tmp_path: Path, text: str) -> None:
    written(tmp_path, package__json=text)
    with pytest.raises(BuildFailed, match=r"package\.json"):
        wants_build(tmp_path, WANTED)


class Stand:
    """A builder over fake programs."""

    def __init__(self, folder: Path, inherited: Mapping[str, str]) -> None:
        self.programs = FakePrograms()
        folders = Folders(folder / "apps", as_root=False)
        self.builder = Builder(folders, self.programs, home=folder, inherited=inherited)
        own = folders.of("web1")
        content = own.deployments / "one" / "content"
        content.mkdir(parents=True)
        written(content, app__py=FLASK, requirements__txt="flask\n")
        settings = {"PIP_INDEX_URL": "of the app", "DB_PASSWORD": "secret"}
        self.job = Job(WANTED, own, content, folder / "log.txt", settings)


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    inherited = {"PATH": "/usr/bin", "HTTPS_PROXY": "p", "PIP_TARGET": "/x", "AWS_SECRET": "s"}
    return Stand(tmp_path, inherited)


async def test_steps_run_as_the_app_does(stand: Stand) -> None:
    await stand.builder.build(stand.job)
    names = [each.app for each in stand.programs.ran]
    assert names == [f"{WANTED.key}#build-{number}" for number in (1, 2, 3)]
    first = stand.programs.ran[0]
    assert first.folder == str(stand.job.content)
    assert first.log == str(stand.job.log)
    given = first.environment
    assert given["HOME"] == str(stand.job.folder.root)
    assert given["HTTPS_PROXY"] == "p"
    assert given["PIP_INDEX_URL"] == "of the app"
    assert not {"PIP_TARGET", "AWS_SECRET", "DB_PASSWORD"} & set(given)


async def test_a_step_that_fails_is_told_with_what_it_printed(stand: Stand) -> None:
    stand.job.log.write_text("2026-11-23T20:47:16.0507559Z Building.\nERROR: no flask\n")
    stand.programs.do = lambda workload: int("pip" in workload.command)
    with pytest.raises(BuildFailed) as failed:
        await stand.builder.build(stand.job)
    assert str(failed.value) == (
        "'pip install -r requirements.txt' failed: it ended with exit status 1\nERROR: no flask"
    )
    assert len(stand.programs.ran) == 2


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (TimeoutError(), "took longer than 900 seconds"),
        (KeeperLost("gone"), "could not be started: gone"),
        (Refused("no"), "could not be started: no"),
    ],
)
async def test_a_step_that_cannot_end_is_told(stand: Stand, problem: Exception, words: str) -> None:
    stand.programs.problem = problem
    with pytest.raises(BuildFailed, match=words):
        await stand.builder.build(stand.job)
