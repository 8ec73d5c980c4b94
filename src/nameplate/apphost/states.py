"""The states of a hosted app, by name: what ``status``, the log and the front door say."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an app is in its life."""

    STOPPED = "Stopped"
    """Nobody wants it to run."""
    EMPTY = "NoContent"
    """Wanted, but nothing was deployed."""
    STARTING = "Starting"
    """Its process runs and does not answer yet."""
    RUNNING = "Running"
    BACKING_OFF = "BackingOff"
    """It ended or never answered; it is started again in a while."""
    FAILED = "Failed"
    """It cannot be started as it is: something has to change."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A state, and why."""

    state: State
    reason: str = ""
    """For people; holds no secret."""
    since: float = 0.0
    retry_at: float | None = None
    """When it is started again, while it backs off (seconds since 1970)."""


@dataclass(frozen=True, slots=True)
class Running:
    """How a hosted app does, and what its process knows."""

    condition: Condition
    with_identity: bool | None
    """Whether the process that serves was started with an identity; ``None``: none serves."""
