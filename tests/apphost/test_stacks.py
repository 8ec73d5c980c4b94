"""The start command is the one given, else the one that App Service would find."""

import os
from pathlib import Path

import pytest

from nameplate.apphost.instances import CannotRun
from nameplate.apphost.stacks import Stack, command_of, stack_of

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
RAW_ASGI = "async def app(scope, receive, send):\n    pass\n"
WSGI = "def application(environ, start_response):\n    return []\n"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        ("app.py", FLASK, "python -m gunicorn app:app"),
        ("application.py", WSGI, "python -m gunicorn application:application"),
        ("main.py", FASTAPI, "python -m uvicorn main:app"),
        ("app.py", RAW_ASGI, "python -m uvicorn app:app"),
        ("mysite/wsgi.py", "", "python -m gunicorn mysite.wsgi"),
    ],
)
def test_python_is_served_by_what_fits_it(
    tmp_path: Path, name: str, source: str, expected: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    words = command_of(tmp_path, "", "PYTHON|3.11", 8001)
    assert " ".join(words).startswith(expected)
    assert "8001" in " ".join(words)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"package_json": '{"scripts": {"start": "node x.js"}}'}, "npm start --silent"),
        ({"package_json": '{"main": "main.js"}', "main_js": ""}, "node main.js"),
        ({"package_json": "{}", "server_js": ""}, "node server.js"),
        ({"index_js": ""}, "node index.js"),
    ],
)
def test_node_is_started_as_its_package_says(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    assert " ".join(command_of(_write(tmp_path, **files), "", "", 1)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("serve.py", ["python", "{}/serve.py"]),
        ("server.js", ["node", "{}/server.js"]),
        ("startup.txt", ["sh", "{}/startup.txt"]),
        ("gunicorn --bind=0.0.0.0 app:app", ["sh", "-c", "exec gunicorn --bind=0.0.0.0 app:app"]),
        ("A=1 python x.py", ["sh", "-c", "A=1 python x.py"]),
        ("echo hi; python x.py", ["sh", "-c", "echo hi; python x.py"]),
        ("no-such-file.py", ["sh", "-c", "exec no-such-file.py"]),
    ],
)
def test_a_given_command_wins(tmp_path: Path, given: str, expected: list[str]) -> None:
    for name in ("serve.py", "server.js", "startup.txt"):
        (tmp_path / name).write_text("")
    found = command_of(tmp_path, given, "PYTHON|3.11", 1)
    assert list(found) == [each.replace("{}", str(tmp_path)) for each in expected]


def test_an_executable_starts_itself(tmp_path: Path) -> None:
    path = tmp_path / "start.sh"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    assert command_of(tmp_path, "", "", 1) == (str(path),)


@pytest.mark.parametrize(
    ("files", "runtime", "words"),
    [
        ({}, "", "no start command was found"),
        ({"app_py": "print('hi')"}, "", "no WSGI or ASGI application"),
        ({"app_py": "def ("}, "PYTHON|3.11", "no WSGI or ASGI application"),
        ({"package_json": "{"}, "NODE|20", "package.json cannot be read"),
        ({"package_json": "{}"}, "NODE|20", "no start script"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, files: dict[str, str], runtime: str, words: str
) -> None:
    with pytest.raises(CannotRun, match=words):
        command_of(_write(tmp_path, **files), "", runtime, 1)


def test_an_unbalanced_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="cannot be read"):
        command_of(tmp_path, "python 'app.py", "", 1)


def test_the_configured_runtime_wins_over_what_lies_there(tmp_path: Path) -> None:
    _write(tmp_path, package_json="{}", app_py=FLASK)
    assert stack_of(tmp_path, "PYTHON|3.11") is Stack.PYTHON
    assert stack_of(tmp_path, "") is Stack.NODE
    assert stack_of(tmp_path / "none", "") is Stack.EXECUTABLE


@pytest.mark.parametrize("runtime", ["", "PYTHON|3.11"])
def test_a_startup_script_goes_before_what_is_found(tmp_path: Path, runtime: str) -> None:
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    script = tmp_path / "startup.sh"
    script.write_text("#!/bin/sh\n")
    assert command_of(tmp_path, "", runtime, 1)[0] == "python"
    script.chmod(0o755)
    assert command_of(tmp_path, "", runtime, 1) == (str(script),)
    assert command_of(tmp_path, "app.py", runtime, 1)[0] == "python"


def test_files_that_never_end_or_nest_without_end_hold_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "package.json")
    with pytest.raises(OSError, match="no file"):
        command_of(tmp_path, "", "NODE|20", 1)
    (tmp_path / "package.json").unlink()
    (tmp_path / "package.json").write_text("[" * 100_000)
    with pytest.raises(CannotRun, match=r"package\.json cannot be read"):
        command_of(tmp_path, "", "NODE|20", 1)
    (tmp_path / "app.py").write_text("x = " + "(" * 100_000)
    with pytest.raises(CannotRun, match="no WSGI or ASGI"):
        command_of(tmp_path, "", "PYTHON|3.11", 1)
    (tmp_path / "app.py").write_text("x = " + "-" * 100_000 + "1")
    with pytest.raises(CannotRun, match="no WSGI or ASGI"):
        command_of(tmp_path, "", "PYTHON|3.11", 1)
