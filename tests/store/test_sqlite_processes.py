"""Several processes on one file: they wait for one another, and nothing acknowledged is lost."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from nameplate.audit.chain import ORIGIN, verify
from nameplate.store.audit import StoredAudit
from nameplate.store.directory import StoredDirectory
from nameplate.store.sqlite import SqliteDatabase

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("NAMEPLATE_KILL_ROUNDS", "3"))


def peer(path: Path, *what: str) -> "subprocess.Popen[bytes]":
    """Start another process on the database."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.peer", str(path), *what],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "src"},
    )


async def users(path: Path) -> set[str]:
    """The users of a database, opened as after a crash; its chain must hold."""
    database = SqliteDatabase.open(path)
    found = {user.object_id for user in await StoredDirectory(database).list_users()}
    events = await StoredAudit(database).after(0, limit=1_000_000)
    assert verify(events, ORIGIN)
    assert {event.event.resource for event in events} == found
    await database.close()
    return found


@pytest.mark.slow
async def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """They also start at once, on a file that is not there yet."""
    path = tmp_path / "nameplate.db"
    peers = [peer(path, "count", "160") for _ in range(4)]
    for each in peers:
        assert each.communicate()[0] == b""
        assert each.returncode == 0
    assert len(await users(path)) == 4 * 160


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(ROUNDS))
async def test_kill_9_loses_no_acknowledged_write(tmp_path: Path, round_: int) -> None:
    """``NAMEPLATE_KILL_ROUNDS`` says how often."""
    path = tmp_path / "nameplate.db"
    chance = random.Random(round_)  # noqa: S311  # when to kill
    acknowledged: set[str] = set()
    for _ in range(3):
        process = peer(path, "stream")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randrange(1, 400))]
        process.kill()
        rest = process.communicate()[0]
        whole = [line for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
        acknowledged |= {line.decode().strip() for line in (*lines, *whole)}
        assert acknowledged <= await users(path)
