"""Loading an app: what is wrong is said and kept."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nameplate_functions.loading import load_app
from nameplate_functions.settings import Settings
from tests.fakes.moments import Moments

APP = (
    "import azure.functions as func\napp = func.FunctionApp()\n"
    "@app.route()\ndef a(req): ...\n@app.route()\ndef b(req): ...\n"
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, path = list(root.handlers), root.level, list(sys.path)
    yield
    root.handlers[:], sys.path[:] = handlers, path
    root.setLevel(level)
    sys.modules.pop("function_app", None)


def test_an_app_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "function_app.py").write_text(APP)

    loaded = load_app(tmp_path, Settings({"AzureWebJobs.b.Disabled": "true"}), Moments())

    assert [each.name for each in loaded.functions] == ["a"]
    assert not loaded.failure


def test_an_app_without_host_json_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = load_app(tmp_path, Settings({}), Moments())

    assert "host.json is missing" in loaded.failure
    assert "host.json is missing" in capsys.readouterr().out


def test_an_app_that_cannot_be_imported_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "function_app.py").write_text("1 / 0")

    loaded = load_app(tmp_path, Settings({}), Moments())

    assert "ZeroDivisionError" in loaded.failure
    assert "The function app cannot run" in capsys.readouterr().out
