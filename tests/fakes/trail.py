"""A trail in a list."""

from typing import Any

from nameplate.audit.event import Event
from nameplate.core.work import UnitOfWork


class FakeTrail:
    """Keeps events in order; ``durable`` holds those that were recorded durably."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.durable: list[Event] = []
        self.counted: list[tuple[str, str]] = []

    async def record(self, event: Event, *, durable: bool = True) -> None:
        self.events.append(event)
        if durable:
            self.durable.append(event)

    def add(self, work: UnitOfWork, event: Event) -> None:
        def write(_transaction: Any) -> None:
            self.events.append(event)
            self.durable.append(event)

        work.add(write, coherent=False)

    def count(self, *, object_id: str, audience: str) -> None:
        self.counted.append((object_id, audience))
