"""Formats: newer refused, older backed up and migrated, half a migration undone."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.audit.chain import ORIGIN, encode, link, verify
from nameplate.audit.selection import Selection
from nameplate.directory.records import ApplicationSettings
from nameplate.store import migrations
from nameplate.store.errors import NewerDatabase, UnusableDatabase
from nameplate.store.opening import prepare
from nameplate.store.schema import STEPS
from nameplate.store.sqlite import SqliteDatabase
from tests.conformance.audit_kit import READ, TOKEN
from tests.conformance.directory_kit import USER
from tests.conformance.stores import store_on

ADDED = ("CREATE TABLE added (id {key} PRIMARY KEY)",)
BROKEN = ("CREATE TABLE half (id {key} PRIMARY KEY)", "CREATE NONSENSE")


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database of today's format with a user in it."""
    database = SqliteDatabase.open(tmp_path / "nameplate.db")
    store = store_on(database)
    await store.write(lambda work: store.directory.save_user(work, USER))
    await database.close()
    return tmp_path / "nameplate.db"


def with_steps(monkeypatch: pytest.MonkeyPatch, *more: tuple[str, ...]) -> None:
    """A newer program, which has more steps."""
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, *more))
    monkeypatch.setattr(migrations, "FORMAT", len(STEPS) + len(more))


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    connection.close()
    return found


def format_of(path: Path) -> str:
    connection = sqlite3.connect(path)
    found: str = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()[0]
    connection.close()
    return found


def test_a_new_database_has_todays_format(path: Path) -> None:
    assert format_of(path) == str(migrations.FORMAT)


async def test_an_older_one_is_backed_up_and_migrated(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_steps(monkeypatch, ADDED)
    database = SqliteDatabase.open(path)
    assert await store_on(database).directory.find_user("user-1") == USER
    await database.close()

    backup = path.with_name(f"nameplate.db.format-{len(STEPS)}")
    assert "added" in tables(path)
    assert format_of(path) == str(len(STEPS) + 1)
    assert backup.stat().st_mode & 0o777 == 0o600
    assert format_of(backup) == str(len(STEPS))
    assert "added" not in tables(backup)


def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_steps(monkeypatch, ADDED, BROKEN)
    with pytest.raises(UnusableDatabase, match="NONSENSE"):
        prepare(path)
    assert format_of(path) == str(len(STEPS))
    assert not tables(path) & {"added", "half"}


def test_a_newer_one_is_refused_in_one_sentence_and_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        with_steps(newer, ADDED)
        prepare(path)
    before = path.read_bytes()
    with pytest.raises(
        NewerDatabase, match=rf"^nameplate\.db has format {len(STEPS) + 1}, .* use that one\.$"
    ):
        SqliteDatabase.open(path)
    assert path.read_bytes() == before


def test_steps_are_spelled_in_the_dialect() -> None:
    for step in STEPS:
        for statement in step:
            spelled = (
                "" if callable(statement) else migrations._spelled(statement, migrations.SQLITE)
            )
            assert "{" not in spelled


async def test_what_the_first_format_held_means_what_it_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People can be found by name, applications have no settings, principals need no role."""
    path = tmp_path / "nameplate.db"
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", STEPS[:1])
        older.setattr(migrations, "FORMAT", 1)
        prepare(path)
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO directory_user (object_id, user_principal_name, display_name, enabled, "
        "created) VALUES ('u1', 'Ann@contoso.example', 'Ann', 1, 1.0)"
    )
    connection.execute(
        "INSERT INTO application (app_id, object_id, display_name, identifier_uris, created) "
        "VALUES ('a1', 'o1', 'app', '[]', 1.0)"
    )
    connection.execute(
        "INSERT INTO service_principal (object_id, app_id, display_name, type, enabled, created) "
        "VALUES ('p1', 'a1', 'app', 'Application', 1, 1.0)"
    )
    connection.commit()
    connection.close()

    database = SqliteDatabase.open(path)
    directory = store_on(database).directory
    ann = await directory.find_user_named("ann@contoso.example")
    application = await directory.find_application("a1")
    principal = await directory.find_service_principal("p1")
    await database.close()
    assert ann is not None
    assert ann.object_id == "u1"
    assert application is not None
    assert application.settings == ApplicationSettings()
    assert principal is not None
    assert not principal.assignment_required


async def test_events_of_the_second_format_are_found_by_what_they_are_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They get their series and are counted; nothing of the chain is touched."""
    path = tmp_path / "nameplate.db"
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", STEPS[:2])
        older.setattr(migrations, "FORMAT", 2)
        prepare(path)
    connection, point = sqlite3.connect(path), ORIGIN
    for time, event in ((60.0, READ), (61.0, replace(TOKEN, facts={"on": "/Sites/One"}))):
        point = link(point, time, encode(event))
        connection.execute(
            "INSERT INTO audit_event (sequence, time, kind, object_id, body, hash) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (point.sequence, time, event.kind, event.object_id, encode(event), point.hash),
        )
    connection.commit()
    connection.close()

    database = SqliteDatabase.open(path)
    audit = store_on(database).audit
    of_vault = await audit.page(Selection(resource=READ.resource.lower()), limit=5)
    of_site = await audit.page(Selection(workload="/sites/one"), limit=5)
    tallies = await audit.tallies(0.0, 120.0)
    whole = await audit.after(0, limit=5)
    await database.close()
    assert [each.stored.sequence for each in of_vault] == [1]
    assert [each.stored.sequence for each in of_site] == [2]
    assert [(each.what, each.count) for each in tallies] == [("decision", 1), ("token", 1)]
    assert verify(whole, ORIGIN)
    assert path.with_name("nameplate.db.format-2").exists()
