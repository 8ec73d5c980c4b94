"""Least privilege found by running: what a principal used, and what it lacked, while it learned.

Learning turns a refusal into a permission only where nothing but the permission was missing. It
lives in the memory of the server that serves the run and ends by itself, so that a run that was
killed does not leave a door open.
"""

from dataclasses import dataclass, field
from typing import Final

from nameplate.authorization.decision import LEARNING, Allowed, Decision
from nameplate.authorization.permissions import Permission
from nameplate.core.clock import Clock

LEASE: Final = 24 * 3600.0
"""How long a principal learns at most, unless its learning is started again."""


@dataclass(frozen=True, slots=True, order=True)
class Needed:
    """One permission that a run used: at which vault (ARM id), of which kind, which."""

    vault_id: str
    kind: str
    name: str


@dataclass(slots=True)
class _Lesson:
    until: float
    needed: set[Needed] = field(default_factory=set)


class Learning:
    """The principals that are learning now, and what each has needed so far."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lessons: dict[str, _Lesson] = {}

    def start(self, object_id: str, *, lease: float = LEASE) -> None:
        """Let a principal learn from now on; what an earlier run left is forgotten."""
        self._lessons[object_id.lower()] = _Lesson(self._clock.monotonic() + lease)

    def renew(self, object_id: str, *, lease: float = LEASE) -> None:
        """Go on learning: what was needed so far is kept. Nothing happens when it has ended."""
        if lesson := self._current(object_id.lower()):
            lesson.until = self._clock.monotonic() + lease

    def stop(self, object_id: str) -> tuple[Needed, ...]:
        """End it; returns what was needed, each once, in order."""
        lesson = self._lessons.pop(object_id.lower(), None)
        return tuple(sorted(lesson.needed)) if lesson else ()

    def active(self, object_id: str) -> bool:
        """Whether the principal is learning."""
        return self._current(object_id.lower()) is not None

    def observe(
        self, object_id: str, permission: Permission, vault_id: str, decision: Decision
    ) -> Decision:
        """The decision as it stands for a principal that may be learning; records each use."""
        if not self._lessons:
            return decision
        lesson = self._current(object_id)
        if lesson is None or not (decision or decision.grantable):
            return decision
        lesson.needed.add(Needed(vault_id, permission.kind.value, permission.name))
        return decision or Allowed(decision.reason, LEARNING)

    def _current(self, object_id: str) -> _Lesson | None:
        lesson = self._lessons.get(object_id)
        if lesson is not None and lesson.until <= self._clock.monotonic():
            lesson = None
        return lesson
