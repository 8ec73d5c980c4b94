"""Least privilege found by running: what a principal used, and what it lacked, while it learned.

Learning turns a refusal into a permission only where nothing but the permission was missing. It
lives in the memory of the server that serves the run and ends by itself, so that a run that was
killed does not leave a door open.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from nameplate.authorization.decision import LEARNING, Allowed, Decision
from nameplate.authorization.permissions import Permission
from nameplate.core.clock import Clock

LEASE: Final = 24 * 3600.0
"""How long a lesson lasts at most, unless it is renewed."""


@dataclass(frozen=True, slots=True, order=True)
class Needed:
    """One permission that a run used: at which vault (ARM id), of which kind, which."""

    vault_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class NeededAction:
    """One action that a run used and that roles give: at which scope, and whether on data."""

    scope: str
    action: str
    data: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of a lesson."""

    needed: tuple[Needed, ...]
    """Each once, in order."""
    complete: bool
    """Whether it lasted until it was stopped: what came after its lease was refused."""
    actions: tuple[NeededAction, ...] = ()
    """What roles have to give, each once, in order."""


@dataclass(slots=True)
class _Lesson:
    object_id: str
    until: float
    needed: set[Needed] = field(default_factory=set)
    actions: set[NeededAction] = field(default_factory=set)


class Learning:
    """The lessons that go on, and what each has needed so far.

    A lesson is one run's. Two runs of one principal at once have one each, and each notes what the
    principal does, because nothing tells whose request it is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lessons: dict[str, _Lesson] = {}

    def start(self, object_id: str, *, lease: float = LEASE) -> str:
        """Let a principal learn from now on; returns the lesson's id."""
        now = self._clock.monotonic()
        self._forget(now - LEASE)
        lesson_id = str(uuid4())
        self._lessons[lesson_id] = _Lesson(object_id.lower(), now + lease)
        return lesson_id

    def renew(self, lesson_id: str, *, lease: float = LEASE) -> bool:
        """Go on learning, with what was needed so far; ``False`` when the lesson has ended."""
        now = self._clock.monotonic()
        lesson = self._lessons.get(lesson_id)
        if lesson is None or lesson.until <= now:
            return False
        lesson.until = now + lease
        return True

    def stop(self, lesson_id: str) -> Learnt | None:
        """End a lesson; ``None`` when there is no such lesson (it is another server's)."""
        lesson = self._lessons.pop(lesson_id, None)
        if lesson is None:
            return None
        complete = lesson.until > self._clock.monotonic()
        return Learnt(tuple(sorted(lesson.needed)), complete, tuple(sorted(lesson.actions)))

    def active(self, object_id: str) -> bool:
        """Whether the principal is learning."""
        return bool(self._current(object_id.lower()))

    def observe(
        self, object_id: str, permission: Permission, vault_id: str, decision: Decision
    ) -> Decision:
        """The decision as it stands for a principal that may be learning; records each use."""
        lessons = self._noting(object_id, decision)
        for lesson in lessons:
            lesson.needed.add(Needed(vault_id, permission.kind.value, permission.name))
        return decision or (Allowed(decision.reason, LEARNING) if lessons else decision)

    def observe_action(self, object_id: str, needed: NeededAction, decision: Decision) -> Decision:
        """The same for an action that roles give."""
        lessons = self._noting(object_id, decision)
        for lesson in lessons:
            lesson.actions.add(needed)
        return decision or (Allowed(decision.reason, LEARNING) if lessons else decision)

    def _noting(self, object_id: str, decision: Decision) -> list[_Lesson]:
        """The lessons that a decision belongs to; none when learning would not change it."""
        if not self._lessons or not (decision or decision.grantable):
            return []
        return self._current(object_id)

    def _current(self, object_id: str) -> list[_Lesson]:
        now = self._clock.monotonic()
        return [
            lesson
            for lesson in self._lessons.values()
            if lesson.object_id == object_id and lesson.until > now
        ]

    def _forget(self, before: float) -> None:
        """Drop the lessons of runs that were killed: nobody will ask for them any more."""
        for lesson_id in [name for name, lesson in self._lessons.items() if lesson.until < before]:
            del self._lessons[lesson_id]
