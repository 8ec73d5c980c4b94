"""A fault as a value: what becomes of some of the requests to a surface."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STATUSES: Final = (400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504)
"""What clients of these services know how to wait for, or to give up at."""


class Surface(StrEnum):
    """Whom a request is for."""

    TOKEN = "token"  # noqa: S105 - no secret
    AUTHORITY = "authority"
    VAULT = "vault"
    ARM = "arm"


class Effect(StrEnum):
    """What becomes of a request."""

    STATUS = "status"
    """It is refused, in the wire's own shape."""
    SLOW = "slow"
    """It is answered as always, but later."""
    EXPIRING = "expiring"
    """It is answered with a token that lives for a moment."""
    CLAIMS_CHALLENGE = "claims-challenge"
    """Its token is not taken any more: another one has to be asked for."""
    RESET = "reset"
    """The connection ends without an answer."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """When to come back, in the form in which it is told."""

    seconds: float
    form: str
    """``retry-after``, ``retry-after-ms`` or ``retry-after-date``."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What ``--fault`` says."""

    text: str
    """As it was given."""
    surface: Surface
    effect: Effect
    status: int = 0
    seconds: float = 0.0
    """How much later, or how long a token lives."""
    times: int | None = 1
    """How many requests it meets; ``None``: all of them."""
    after: int = 0
    """How many it lets pass first."""
    every: int = 1
    """Of those that come then, each so manieth."""
    method: str | None = None
    retry_after: RetryAfter | None = None
    plain: bool = False
    """Whether the refusal is a line of text, as from a gateway that stands before the service."""
