"""What the trail records: one event, and the event as it was stored.

An event never holds a secret's value, a token or a header secret: only who, what, on what, with
which outcome and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Outcome = Literal["allowed", "denied", "learned", "failed"]


class EventKind(StrEnum):
    """The families of events, as ``audit tail --kind`` names them."""

    TOKEN = "token"  # noqa: S105  # the name of a kind, not a password
    DECISION = "decision"
    CHANGE = "change"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; the trail adds when, the store adds its place in the chain."""

    kind: EventKind
    action: str
    """What was asked. Of a vault decision it is the permission: ``secrets/get``. Of a change the
    action of ARM: ``Microsoft.Web/sites/write``. Of a token: ``token``."""
    outcome: Outcome
    resource: str
    """On what: the vault's or resource's ARM id, or a token's audience."""
    object_id: str | None = None
    app_id: str | None = None
    display_name: str | None = None
    reason: str = ""
    request_id: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Further facts by name; never a secret."""
    workload: str = field(default="", compare=False)
    """The ARM id of the app or identity that acted. Events are found by it; it stands beside the
    event, not in it: the chain does not cover it."""


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """An event and the wall clock's time when it was recorded."""

    time: float
    event: Event


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event in its place: the order is that of ``sequence``, whatever the clock did."""

    sequence: int
    time: float
    event: Event
    hash: bytes
    """Over this event and the hash before it (``chain``)."""
