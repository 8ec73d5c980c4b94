"""A build is made once for its content, and what fails says how."""

from pathlib import Path

import pytest
from conformance.matrix import building, declared
from conformance.matrix.building import BuildFailed, built
from conformance.matrix.declared import Build


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(building, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(declared, "HERE", tmp_path)
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "lock").write_text("one 1.0")
    return tmp_path


def build(*commands: str, programs: tuple[str, ...] = ("bash",), seconds: float = 30) -> Build:
    return Build("toy", "default", programs, ("lock",), commands, seconds)


def test_it_is_made_once_for_its_content(folders: Path) -> None:
    made = build("cp lock out", "date +%N >> out")

    first = built(made).folder
    assert first is not None
    content = (first / "out").read_text()
    assert content.startswith("one 1.0")
    assert built(made).folder == first
    assert (first / "out").read_text() == content

    (folders / "toy" / "lock").write_text("one 1.1")
    assert built(made).folder != first


def test_a_program_that_is_not_there_is_named() -> None:
    found = built(build("true", programs=("no-such-compiler",)))

    assert found.folder is None
    assert found.missing == ("no-such-compiler",)


def test_a_build_that_fails_says_what_it_said_and_is_not_kept() -> None:
    with pytest.raises(BuildFailed, match="no such package"):
        built(build("echo no such package; false"))
    with pytest.raises(BuildFailed):
        built(build("echo no such package; false"))


def test_a_build_that_takes_too_long_ends_with_all_that_it_started() -> None:
    with pytest.raises(BuildFailed, match="ended with -9"):
        built(build("sleep 60 & wait", seconds=0.1))
