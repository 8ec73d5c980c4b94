"""``env --shell docker``: two files and one line."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_both_files_are_written_where_they_are_wanted(
    made: Made, nameplate: Nameplate, tmp_path: Path
) -> None:
    made("webapp", "create", "-n", "docker-a1", "--assign-identity")
    settings = ("PRICE=5$", "LINES=a\nb")
    made("webapp", "config", "appsettings", "set", "-n", "docker-a1", "--settings", *settings)
    folder = tmp_path / "here"
    words = ("--shell", "docker", "--folder", str(folder), "--allow-host", "a.example")

    ran = nameplate("env", "--app", "docker-a1", *words, "--allow-host", "b.example")

    assert ran.status == 0, ran.err
    assert shlex.split(ran.out) == [
        *("--env-file", f"{folder}/env", "--volume", f"{folder}/ca.pem:/run/nameplate/ca.pem:ro"),
        *("--add-host", "a.example:host-gateway", "--add-host", "b.example:host-gateway"),
    ]
    text = (folder / "env").read_text()
    assert "IDENTITY_ENDPOINT=http://a.example:" in text
    assert "\nPRICE=5$\n" in text
    assert "not in the file: LINES" in ran.err
    assert "format: raw" in ran.err
    assert (folder / "ca.pem").read_bytes().count(b"BEGIN CERTIFICATE") > 1
    assert (folder / "env").stat().st_mode & 0o777 == 0o600


def test_the_default_folder_is_the_apps(
    made: Made, nameplate: Nameplate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("webapp", "create", "-n", "docker-a1", "--assign-identity")
    monkeypatch.chdir(tmp_path)
    assert nameplate("env", "--app", "docker-a1", "--shell", "docker").status == 0
    folder = tmp_path / ".nameplate" / "docker-a1"
    assert {path.name for path in folder.iterdir()} == {".gitignore", "ca.pem", "env"}
    assert "http://host.docker.internal:" in (folder / "env").read_text()


def test_what_git_is_told_of_a_folder_stays(
    made: Made, nameplate: Nameplate, tmp_path: Path
) -> None:
    made("webapp", "create", "-n", "docker-a1", "--assign-identity")
    (tmp_path / ".gitignore").write_text("build/\n")
    words = ("--shell", "docker", "--folder", str(tmp_path))
    ran = nameplate("env", "--app", "docker-a1", *words)
    assert (ran.status, "holds secrets" in ran.err) == (0, True)
    assert (tmp_path / ".gitignore").read_text() == "build/\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--shell", "bash", "--allow-host", "x.example"), 2, "are for --shell docker"),
        (("--shell", "docker", "--mode", "direct"), 2, "use --mode proxy"),
        (("--shell", "docker", "--source", "imds"), 2, "leave --source out"),
        (("--shell", "docker", "--allow-host", "*.x"), 1, "'*.x' is no name for another machine"),
        (("--shell", "docker", "--allow-host", "localhost"), 1, "is no name for another machine"),
        (("--shell", "docker", "--allow-host", "X.example"), 1, "is no name for another machine"),
    ],
)
def test_what_a_container_cannot_have_is_refused(
    nameplate: Nameplate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = nameplate("env", "--app", "docker-a1", *words)
    assert (ran.status, said in ran.err) == (status, True), ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_app_without_an_identity_has_nothing_to_show(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "docker-a2")
    ran = nameplate("env", "--app", "docker-a2", "--shell", "docker")
    assert ran.status == 1
    assert "webapp identity assign -n docker-a2" in ran.err
