"""Making a SQLite file ours: whose it is, its permissions, its journal, its format.

A file that is not ours is left exactly as it was found.
"""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

from nameplate.store import migrations
from nameplate.store.errors import ForeignDatabase, UnusableDatabase
from nameplate.store.writer import SqliteTransaction

APPLICATION_ID: Final = 0x4E504C54
"""``NPLT``: SQLite keeps it in the file's header, so that the file says whose it is."""

BUSY_SECONDS: Final = 10.0
_DURABLE: Final = ("synchronous = FULL",)
_FLEETING: Final = ("locking_mode = EXCLUSIVE", "synchronous = OFF", "journal_mode = MEMORY")
_WAL_ATTEMPTS: Final = 400
_WAL_PAUSE_SECONDS: Final = 0.025


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Connect to a prepared file. Transactions are begun and ended by name, never by themselves.

    ``durable``: a commit is on disk when it returns, and others see it. Where it need not be, the
    file is this connection's alone.
    """
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        for pragma in _DURABLE if durable else _FLEETING:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def prepare(path: Path, *, durable: bool = True) -> None:
    """Make sure that ``path`` is a database of ours in today's format.

    Several processes may do this at once: one creates or migrates, the others wait and find it
    done. Raises ``UnusableDatabase`` or one of its kinds.
    """
    _own_file(path)
    try:
        with closing(connect(path, durable=durable)) as connection:
            _require_ours(connection, path)
            _own_file(path, tighten=True)
            if durable:
                _use_wal(connection)
            _bring_up_to_date(connection, path)
    except sqlite3.Error as error:
        if _code(error) == sqlite3.SQLITE_NOTADB:
            raise ForeignDatabase(f"{path} is not a database of Nameplate.") from error
        raise UnusableDatabase(f"{path} cannot be used: {error}.") from error


def raise_if_damaged(error: sqlite3.Error, path: Path) -> None:
    """Raise ``UnusableDatabase`` where an error means that the file is broken."""
    if (_code(error) or 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        raise UnusableDatabase(f"{path} is damaged: {error}.") from error


def _own_file(path: Path, *, tighten: bool = False) -> None:
    """Make the file if it is missing, readable and writable by its owner alone.

    ``tighten`` takes from others what they may do with a file that is known to be ours.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UnusableDatabase(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        found = os.fstat(handle)
        if found.st_uid != os.geteuid():
            raise ForeignDatabase(f"{path} belongs to another user.")
        if tighten and found.st_mode & 0o077:
            os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


def _require_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file of another program; a new file has neither tables nor an application id."""
    application = _pragma(connection, "application_id")
    tables = connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION_ID and (application or tables):
        raise ForeignDatabase(f"{path} is a database of another program.")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait for others here, so we do."""
    pause = threading.Event()
    for _ in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            pause.wait(_WAL_PAUSE_SECONDS)
        else:
            return
    raise sqlite3.OperationalError("database is locked")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Create or migrate inside one transaction, whose lock keeps other processes waiting."""
    transaction = SqliteTransaction(connection)
    if _pragma(connection, "application_id") == APPLICATION_ID:
        found = migrations.format_of(transaction)
        migrations.refuse_newer(found, path.name)
        if found == migrations.FORMAT:
            return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _pragma(connection, "application_id") != APPLICATION_ID:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.create(transaction, dialect=migrations.SQLITE)
        else:
            _migrate(transaction, path)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _migrate(transaction: SqliteTransaction, path: Path) -> None:
    found = migrations.format_of(transaction)
    migrations.refuse_newer(found, path.name)
    if found < migrations.FORMAT:
        _back_up(path, path.with_name(f"{path.name}.format-{found}"))
        migrations.migrate(transaction, dialect=migrations.SQLITE)


def _back_up(path: Path, target: Path) -> None:
    """Copy the last committed state to ``target``, complete or not at all."""
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(connect(path)) as source, closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)
    partial.replace(target)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _code(error: sqlite3.Error) -> int | None:
    return getattr(error, "sqlite_errorcode", None)
