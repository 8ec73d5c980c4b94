"""A storage account in memory (``nameplate_functions.storage``), on the clock of a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from nameplate_functions.clock import Clock
from nameplate_functions.connections import Connection
from nameplate_functions.storage import NotThere, Received, StorageProblem


@dataclass
class _Kept:
    message: Received
    visible: datetime


@dataclass
class FakeQueue:
    """A queue: messages hide, come again, and know their latest receipt only."""

    clock: Clock
    kept: list[_Kept] = field(default_factory=list)
    there: bool = True
    trouble: str = ""
    asked: int = 0
    _serial: "count[int]" = field(default_factory=lambda: count(1))

    def _check(self) -> None:
        if self.trouble:
            raise StorageProblem(self.trouble)
        if not self.there:
            raise NotThere("404 QueueNotFound")

    def _find(self, message: Received) -> _Kept:
        self._check()
        for each in self.kept:
            if (each.message.id, each.message.pop_receipt) == (message.id, message.pop_receipt):
                return each
        raise NotThere("404 MessageNotFound")

    @property
    def texts(self) -> list[str]:
        return [each.message.text for each in self.kept]

    async def receive(self, *, most: int, hidden: float) -> Sequence[Received]:
        self.asked += 1
        self._check()
        ready = [each for each in self.kept if each.visible <= self.clock.now()][:most]
        for each in ready:
            each.visible = self.clock.now() + timedelta(seconds=hidden)
            each.message = replace(
                each.message,
                dequeue_count=each.message.dequeue_count + 1,
                pop_receipt=str(next(self._serial)),
            )
        return [each.message for each in ready]

    async def put(self, text: str) -> None:
        if self.trouble:
            raise StorageProblem(self.trouble)
        self.there = True
        number = str(next(self._serial))
        now = self.clock.now()
        message = Received(id=number, text=text, dequeue_count=0, pop_receipt="", inserted=now)
        self.kept.append(_Kept(message, now))

    async def hide(self, message: Received, *, seconds: float) -> Received:
        kept = self._find(message)
        kept.visible = self.clock.now() + timedelta(seconds=seconds)
        kept.message = replace(kept.message, pop_receipt=str(next(self._serial)))
        return kept.message

    async def delete(self, message: Received) -> None:
        self.kept.remove(self._find(message))


class FakeBlobs:
    """Blobs by container and name."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def read(self, container: str, name: str) -> bytes | None:
        return self.kept.get(f"{container}/{name}")

    async def write(self, container: str, name: str, data: bytes) -> None:
        self.kept[f"{container}/{name}"] = data

    def uri(self, container: str, name: str) -> str:
        return f"https://account.example/{container}/{name}"


class FakeStorage:
    """Opens the account's queues and blobs, and remembers with which connections."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.queues: dict[str, FakeQueue] = {}
        self.opened = FakeBlobs()
        self.connections: list[Connection] = []

    def queue(self, connection: Connection, name: str) -> FakeQueue:
        self.connections.append(connection)
        return self.queues.setdefault(name, FakeQueue(self._clock))

    def blobs(self, connection: Connection) -> FakeBlobs:
        self.connections.append(connection)
        return self.opened
