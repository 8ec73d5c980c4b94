"""What an app prints is followed and taken home; what a deployment said is shown."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.scm import DeploymentService
from tests.cli.conftest import Nameplate
from tests.cli.test_webapp_deploy import APP

Made = Callable[..., Any]


@pytest.fixture
def app(made: Made, tmp_path: Path) -> Iterator[str]:
    source = tmp_path / "source"
    source.mkdir()
    (source / "app.py").write_text(APP)
    made("webapp", "up", "--src", str(source), "-n", "log1", "--startup-file", "app.py")
    yield "log1"
    made("webapp", "delete", "-n", "log1")


def test_logs(app: str, made: Made, nameplate: Nameplate, tmp_path: Path) -> None:
    file = tmp_path / "logs.zip"
    assert made("webapp", "log", "download", "-n", app, "--log-file", str(file)) is None
    with zipfile.ZipFile(file) as archive:
        assert b"started" in archive.read("LogFiles/application.log")
    entries = made("webapp", "log", "deployment", "show", "-n", app)
    assert entries[-1]["message"] == "Deployment successful."
    (deployment,) = made("webapp", "log", "deployment", "list", "-n", app)
    words = ("webapp", "log", "deployment", "show", "-n", app, "--deployment-id")
    assert made(*words, deployment["id"]) == entries
    assert nameplate(*words, "unknown").status == 3


def test_the_output_is_followed_until_somebody_has_enough(
    app: str, nameplate: Nameplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = DeploymentService.stream

    def first(service: DeploymentService, path: str) -> Iterator[bytes]:
        pieces = whole(service, path)
        yield next(pieces)
        raise KeyboardInterrupt

    monkeypatch.setattr(DeploymentService, "stream", first)
    ran = nameplate("webapp", "log", "tail", "-n", app, "--provider", "application")
    assert ran.status == 0
    assert "started" in ran.out
