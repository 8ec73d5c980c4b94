"""The faults that are in force, and which request each of them meets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from nameplate.disruption.fault import Effect, Fault, Surface

_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends a request, as far as faults look at it."""

    resources: frozenset[str] = frozenset()
    """The apps (ARM ids in lower case) whose identity it uses, if any."""
    token: str = ""
    """What tells its token from others."""


@dataclass(slots=True)
class InForce:
    """A fault, whom it is for, and what it has done."""

    fault: Fault
    app: str | None
    """The app (ARM id in lower case) whose requests it is for; ``None``: everybody's."""
    id: str = field(default_factory=lambda: str(uuid4()))
    seen: int = 0
    """Requests that it might have met."""
    met: int = 0
    """Requests that it met."""
    _challenged: set[str] = field(default_factory=set, repr=False)

    def concerns(self, surface: Surface, method: str, asker: Asker) -> bool:
        """Whether a request is of the kind that it is for."""
        fault = self.fault
        if fault.surface is not surface or fault.method not in (None, method):
            return False
        return self.app is None or self.app in asker.resources

    def is_due(self, asker: Asker) -> bool:
        """Whether it meets the request that was seen last."""
        fault = self.fault
        if fault.effect is Effect.CLAIMS_CHALLENGE and asker.token in self._challenged:
            return True
        if fault.times is not None and self.met >= fault.times:
            return False
        place = self.seen - fault.after
        return place > 0 and place % fault.every == 0

    def meet(self, asker: Asker) -> None:
        """Count a request that it meets; a token that was challenged stays so."""
        if self.fault.effect is not Effect.CLAIMS_CHALLENGE:
            self.met += 1
        elif asker.token not in self._challenged:
            self.met += 1
            if len(self._challenged) < _REMEMBERED:
                self._challenged.add(asker.token)


class Faults:
    """Faults in force, in the order in which they were added."""

    def __init__(self, changed: Callable[[frozenset[Surface]], None] | None = None) -> None:
        """``changed`` is told which surfaces have faults, whenever that may have changed."""
        self._in_force: list[InForce] = []
        self._changed = changed

    def add(self, fault: Fault, app: str | None = None) -> InForce:
        """Put a fault in force, for everybody or for one app (its ARM id)."""
        added = InForce(fault, None if app is None else app.lower())
        self._in_force.append(added)
        self._tell()
        return added

    def remove(self, fault_id: str) -> InForce | None:
        """End a fault; what it did by then. ``None``: there is none of that id."""
        for each in self._in_force:
            if each.id == fault_id:
                self._in_force.remove(each)
                self._tell()
                return each
        return None

    def clear(self) -> None:
        """End all of them."""
        self._in_force.clear()
        self._tell()

    def all(self) -> Sequence[InForce]:
        """Those in force."""
        return tuple(self._in_force)

    def meeting(self, surface: Surface, method: str, asker: Asker) -> Fault | None:
        """What meets a request: the first fault that is due. Every one concerned counts it."""
        due: InForce | None = None
        for each in self._in_force:
            if not each.concerns(surface, method, asker):
                continue
            each.seen += 1
            if due is None and each.is_due(asker):
                due = each
        if due is None:
            return None
        due.meet(asker)
        return due.fault

    def _tell(self) -> None:
        if self._changed is not None:
            self._changed(frozenset(each.fault.surface for each in self._in_force))
