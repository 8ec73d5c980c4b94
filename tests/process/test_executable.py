"""Which file a command's name means."""

import os
from pathlib import Path

import pytest

from nameplate.process.executable import CannotStart, find_executable


def _program(path: Path, mode: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def test_the_childs_own_path_is_searched_in_order(tmp_path: Path) -> None:
    _program(tmp_path / "a" / "tool", 0o755)
    _program(tmp_path / "b" / "tool", 0o755)
    found = find_executable("tool", {"PATH": f"{tmp_path}/none:{tmp_path}/b:{tmp_path}/a"})
    assert found == str(tmp_path / "b" / "tool")


def test_a_name_with_a_slash_is_taken_as_it_is(tmp_path: Path) -> None:
    program = _program(tmp_path / "tool", 0o755)
    assert find_executable(str(program), {}) == str(program)


def test_one_that_may_not_be_executed_is_skipped_and_told_if_it_is_the_only_one(
    tmp_path: Path,
) -> None:
    _program(tmp_path / "a" / "tool", 0o644)
    environment = {"PATH": f"{tmp_path}/a:{tmp_path}/b"}
    with pytest.raises(CannotStart, match="is not executable") as caught:
        find_executable("tool", environment)
    assert caught.value.status == 126
    _program(tmp_path / "b" / "tool", 0o755)
    assert find_executable("tool", environment) == str(tmp_path / "b" / "tool")


def test_without_a_path_the_usual_folders_are_searched() -> None:
    assert find_executable("sh", {}).endswith("/sh")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_folder_that_may_not_be_entered_is_passed_over(tmp_path: Path) -> None:
    _program(tmp_path / "closed" / "tool", 0o755)
    (tmp_path / "closed").chmod(0)
    with pytest.raises(CannotStart, match="command not found"):
        find_executable("tool", {"PATH": f"{tmp_path}/closed"})
    with pytest.raises(CannotStart, match="permission denied"):
        find_executable(f"{tmp_path}/closed/tool", {})
    (tmp_path / "closed").chmod(0o700)


def test_a_look_that_is_forbidden_is_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for root, to whom nothing is closed."""

    def forbidden(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", forbidden)
    with pytest.raises(CannotStart, match="command not found"):
        find_executable("tool", {"PATH": str(tmp_path)})
    with pytest.raises(CannotStart, match="permission denied"):
        find_executable(f"{tmp_path}/tool", {})
