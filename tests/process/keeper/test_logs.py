"""Logs are bounded in size and number, and a full disk does not stop an app."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.process.keeper.logs import Log


def test_the_newest_stands_first_and_older_ones_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "app.log"
    log = Log(str(path), size=10, older=2)
    for line in (b"first....\n", b"second...\n", b"third....\n", b"fourth...\n"):
        log.write(line)
    log.close()
    names = ("app.log", "app.log.1", "app.log.2")
    assert [(path.parent / name).read_bytes() for name in names] == [
        b"fourth...\n",
        b"third....\n",
        b"second...\n",
    ]
    assert len(list(path.parent.iterdir())) == 3


def test_a_log_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    for line in (b"one\n", b"two\n"):
        log = Log(str(path))
        log.write(line)
        log.close()
    assert path.read_bytes() == b"one\ntwo\n"


@settings(max_examples=30)
@given(pieces=st.lists(st.binary(max_size=30), max_size=40))
def test_no_output_makes_it_larger_than_it_may_be(
    tmp_path_factory: object, pieces: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("logs")  # type: ignore[attr-defined]  # pytest's own factory
    log = Log(str(folder / "app.log"), size=40, older=1)
    for piece in pieces:
        log.write(piece)
    log.close()
    assert all(each.stat().st_size <= 40 for each in folder.iterdir())
    assert len(list(folder.iterdir())) <= 2


def test_what_cannot_be_written_is_dropped_and_counted() -> None:
    log = Log("/dev/full")
    log.write(b"12345")
    log.close()
    assert log.dropped == 5


@pytest.mark.parametrize("trap", ["folder", "file", "pipe", "older"])
def test_what_an_app_puts_in_the_way_takes_no_output_elsewhere(tmp_path: Path, trap: str) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "app" / "logs"
    elsewhere.mkdir()
    (elsewhere / "app.log").write_text("precious")
    folder.parent.mkdir()
    if trap == "folder":
        folder.symlink_to(elsewhere)
    else:
        folder.mkdir()
    if trap == "file":
        (folder / "app.log").symlink_to(elsewhere / "app.log")
    elif trap == "pipe":
        os.mkfifo(folder / "app.log")
    elif trap == "older":
        (folder / "app.log.1").symlink_to(elsewhere / "app.log")
    log = Log(str(folder / "app.log"), size=10)
    for _ in range(3):
        log.write(b"1234567890")
    log.close()
    assert (elsewhere / "app.log").read_text() == "precious"
    assert [each.name for each in elsewhere.iterdir()] == ["app.log"]
    assert bool(log.dropped) == (trap != "older")


def test_a_folder_that_becomes_a_link_is_left_alone_when_files_turn(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "app" / "logs"
    elsewhere.mkdir()
    log = Log(str(folder / "app.log"), size=10)
    log.write(b"1234567890")
    folder.rename(tmp_path / "app" / "moved")
    folder.symlink_to(elsewhere)
    log.write(b"1234567890")
    log.close()
    assert list(elsewhere.iterdir()) == []
    assert log.dropped == 10
