"""What the host needs of a storage account, as protocols; ``azure_storage`` has the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from nameplate_functions.connections import Connection


class StorageProblem(Exception):
    """The account refused or could not be reached. The text says which, and holds no secret."""


class NotThere(StorageProblem):
    """The queue, the container, the blob or the message is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that was taken from a queue for a while; its text as it was on the wire."""

    id: str
    text: str = field(repr=False)
    dequeue_count: int
    pop_receipt: str
    inserted: datetime | None = None
    expires: datetime | None = None
    next_visible: datetime | None = None


class Queue(Protocol):
    """A queue. Every call raises ``StorageProblem``."""

    async def receive(self, *, most: int, hidden: float) -> Sequence[Received]:
        """Take messages, hidden from others for so many seconds."""
        ...

    async def put(self, text: str) -> None:
        """Add a message; the queue is made if need be."""
        ...

    async def hide(self, message: Received, *, seconds: float) -> Received:
        """Hide a message for so many seconds from now on; what it is from now on."""
        ...

    async def delete(self, message: Received) -> None: ...


class Blobs(Protocol):
    """The blobs of an account. Every call raises ``StorageProblem``."""

    async def read(self, container: str, name: str) -> bytes | None:
        """A blob's content; ``None`` when it is not there."""
        ...

    async def write(self, container: str, name: str, data: bytes) -> None:
        """Make or replace a blob; the container is made if need be."""
        ...

    def uri(self, container: str, name: str) -> str: ...


class Storage(Protocol):
    """Opens queues and blobs; what is opened once is kept."""

    def queue(self, connection: Connection, name: str) -> Queue: ...

    def blobs(self, connection: Connection) -> Blobs: ...
