"""Whose file it is, its permissions, its journal; a file that is not ours is left as it was."""

import os
import sqlite3
from pathlib import Path

import pytest

from nameplate.store.errors import ForeignDatabase, UnusableDatabase
from nameplate.store.opening import APPLICATION_ID, prepare
from nameplate.store.sqlite import SqliteDatabase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database is to be."""
    return tmp_path / "nameplate.db"


def pragma(path: Path, name: str) -> object:
    connection = sqlite3.connect(path)
    value = connection.execute(f"PRAGMA {name}").fetchone()[0]
    connection.close()
    return value


def test_a_new_file_is_ours_and_logs_ahead(path: Path) -> None:
    prepare(path)
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "journal_mode") == "wal"


def test_preparing_twice_changes_nothing(path: Path) -> None:
    prepare(path)
    before = path.read_bytes()
    prepare(path)
    assert path.read_bytes() == before


async def test_every_file_is_its_owners_alone(path: Path) -> None:
    previous = os.umask(0)
    try:
        database = SqliteDatabase.open(path)
        await database.begin().commit()
        modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
        await database.close()
    finally:
        os.umask(previous)
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3


def test_permissions_that_let_others_in_are_tightened(path: Path) -> None:
    prepare(path)
    path.chmod(0o644)
    prepare(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    prepare(path)
    assert pragma(path, "application_id") == APPLICATION_ID


def test_a_file_that_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    path.chmod(0o644)
    with pytest.raises(ForeignDatabase, match=r"is not a database of Nameplate\."):
        prepare(path)
    assert path.read_bytes() == b"Dear diary, " * 100
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("application", [0, 42])
def test_another_programs_database_is_refused_and_kept(path: Path, application: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.execute(f"PRAGMA application_id = {application}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ForeignDatabase, match="another program"):
        prepare(path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]  # noqa: PTH208  # plain is enough


def test_another_users_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.touch()
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ForeignDatabase, match="belongs to another user"):
        prepare(path)


def test_a_folder_in_its_place_is_one_sentence(path: Path) -> None:
    path.mkdir()
    with pytest.raises(UnusableDatabase, match=r"cannot be opened: Is a directory\."):
        prepare(path)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match=r"No such file or directory\."):
        prepare(tmp_path / "none" / "nameplate.db")


def test_a_damaged_file_is_one_sentence(path: Path) -> None:
    prepare(path)
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    with pytest.raises(UnusableDatabase) as caught:
        prepare(path)
    assert "\n" not in str(caught.value)
