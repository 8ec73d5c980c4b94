"""Which events are asked for, and the series that they come in.

A series is everything that two events share beside when and why: who acted, as which kind, what was
asked, on what, with which outcome. There are few of them for many events: filters select series,
and only then the events of those.
"""

from dataclasses import dataclass
from typing import Final

from nameplate.audit.event import Event, EventKind, Outcome, StoredEvent

OUTCOMES: Final[tuple[Outcome, ...]] = ("allowed", "denied", "learned", "failed")
CACHED: Final = "token/cached"
"""The action of an event that tells how often a token was answered from the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Conditions that an event must meet; one that is not given is met by every event.

    Ids of resources are given in lower case.
    """

    object_ids: tuple[str, ...] = ()
    """Principals, any of them; with ``workload``: or what acts there."""
    workload: str | None = None
    """The ARM id of the app or identity that acts."""
    resource: str | None = None
    """On what: an audience, or the ARM id of a resource with everything inside it."""
    outcome: Outcome | None = None
    kind: EventKind | None = None
    since: float | None = None
    """Not before this time of the wall clock."""
    until: float | None = None
    """Before this time."""
    scopes: tuple[str, ...] | None = None
    """Only what was done inside one of these scopes, or by what is inside; ``None``: anywhere."""

    @property
    def everything(self) -> bool:
        """Whether every series is selected."""
        return not (
            self.object_ids
            or self.workload is not None
            or self.resource is not None
            or self.outcome is not None
            or self.kind is not None
            or self.scopes is not None
        )

    def takes(self, series: "Series") -> bool:
        """Whether the events of a series are asked for, as far as it can tell."""
        return (
            self._acting(series)
            and self.kind in (None, series.kind)
            and self.outcome in (None, series.outcome)
            and (self.resource is None or _within(series.resource_key, self.resource))
            and self._in_scope(series)
        )

    def _acting(self, series: "Series") -> bool:
        if not self.object_ids and self.workload is None:
            return True
        return series.object_id in self.object_ids or (
            self.workload is not None and series.workload_key == self.workload
        )

    def _in_scope(self, series: "Series") -> bool:
        return self.scopes is None or any(
            _within(key, scope)
            for key in (series.resource_key, series.workload_key)
            for scope in self.scopes
        )


@dataclass(frozen=True, slots=True)
class Series:
    """What the events of a series share; absent ids are empty."""

    kind: EventKind
    action: str
    outcome: Outcome
    object_id: str
    resource: str
    """As the first of its events spelled it."""
    workload_key: str

    @property
    def resource_key(self) -> str:
        """The resource as it is compared."""
        return self.resource.lower()

    @classmethod
    def of(cls, event: Event) -> "Series":
        """The series of an event."""
        return cls(
            event.kind,
            event.action,
            event.outcome,
            event.object_id or "",
            event.resource,
            event.workload.lower(),
        )


@dataclass(frozen=True, slots=True)
class SeriesUse:
    """A series, and the newest of its events that are kept."""

    series: Series
    last: float
    """When the newest was recorded."""
    sequence: int
    """Its place."""
    count: int
    """How many of them are kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event that was asked for, and where it acted."""

    stored: StoredEvent
    workload: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events of a kind and outcome there were in a step of one or more minutes."""

    minute: int
    """The number since 1970 of the step's first minute."""
    what: str
    """The kind's name; ``token/cached`` for tokens that were answered from the cache."""
    outcome: str
    count: int


def tally_of(event: Event) -> tuple[str, str, int]:
    """Where an event counts, and for how many."""
    if event.action == CACHED:
        count = event.facts.get("count", "1")
        return CACHED, event.outcome, int(count) if count.isdecimal() else 1
    return event.kind.value, event.outcome, 1


def _within(key: str, outer: str) -> bool:
    return key == outer or key.startswith(f"{outer}/")
