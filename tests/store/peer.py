"""Another process on the same database, as a program: ``python -m tests.store.peer PATH WHAT``.

``stream`` writes users without end and prints each number once it is acknowledged; ``count N``
writes N users (a multiple of ``WRITERS``) under names of its own; anything else opens and ends.
"""

import asyncio
import os
import sys
from pathlib import Path

from nameplate.audit.event import Event, EventKind, TimedEvent
from nameplate.core.work import UnitOfWork
from nameplate.directory.records import User
from nameplate.store.audit import StoredAudit
from nameplate.store.directory import StoredDirectory
from nameplate.store.sqlite import SqliteDatabase

WRITERS = 8


class Peer:
    """Writes users and the event of each in one unit."""

    def __init__(self, database: SqliteDatabase) -> None:
        self.database = database
        self.directory = StoredDirectory(database)
        self.audit = StoredAudit(database)

    def unit(self, name: str, number: int) -> UnitOfWork:
        work = self.database.begin()
        self.directory.save_user(work, User(name, name, "name", True, float(number)))
        event = Event(kind=EventKind.CHANGE, action="write", outcome="allowed", resource=name)
        self.audit.append(work, [TimedEvent(float(number), event)])
        return work

    async def stream(self, writer: int) -> None:
        number = 0
        while True:
            number += 1
            name = f"{os.getpid()}-{writer}-{number}"
            await self.unit(name, number).commit()
            os.write(1, f"{name}\n".encode())

    async def count(self, number: int) -> None:
        for turn in range(0, number, WRITERS):
            names = [f"{os.getpid()}-{each}" for each in range(turn, turn + WRITERS)]
            await asyncio.gather(*(self.unit(name, 1).commit() for name in names))


async def main(path: Path, what: str, number: int) -> None:
    """Do what was asked for on the database at ``path``."""
    database = SqliteDatabase.open(path)
    peer = Peer(database)
    if what == "stream":
        await asyncio.gather(*(peer.stream(writer) for writer in range(WRITERS)))
    elif what == "count":
        await peer.count(number)
    await database.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    asyncio.run(main(Path(arguments[0]), arguments[1], int([*arguments, "0"][2])))
