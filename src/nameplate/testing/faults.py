"""Faults of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from nameplate.disruption.faults import InForce
from nameplate.disruption.spec import parse_fault
from nameplate.testing.apps import App
from nameplate.testing.service import Service


class BrokenOnPurpose:
    """A fault in force, and what it has done by now."""

    def __init__(self, fault: InForce) -> None:
        self._fault = fault

    def __repr__(self) -> str:
        return f"<fault {self._fault.fault.text}: met {self.met} of {self.seen}>"

    @property
    def seen(self) -> int:
        """Requests that it might have met: all that were sent to its surface."""
        return self._fault.seen

    @property
    def met(self) -> int:
        """Requests that it met."""
        return self._fault.met


@contextmanager
def in_force(service: Service, text: str, app: App | None) -> Iterator[BrokenOnPurpose]:
    """A fault for a while, for everybody or for one app. Raises FaultSpecError."""
    fault = parse_fault(text)
    disruption = service.server.disruption
    added = service.call(disruption.add(fault, None if app is None else app.id))

    async def remove() -> None:
        disruption.remove(added.id)

    try:
        yield BrokenOnPurpose(added)
    finally:
        service.call(remove())
