"""The hash chain: each record's hash covers the record and the hash before it.

Whoever changes, removes or reorders a stored event breaks every hash after it. With a digest under
a key derived from the master key nobody without that can mend the chain; the plain one is SHA-256.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from nameplate.audit.event import Event, EventKind, StoredEvent

Digest = Callable[[bytes], bytes]

ORIGIN_HASH: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class ChainPoint:
    """A place in the chain: the sequence of an event and its hash."""

    sequence: int
    hash: bytes


ORIGIN: Final = ChainPoint(0, ORIGIN_HASH)


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found: how many events hold, and the sequence of the first that does not."""

    verified: int
    end: ChainPoint
    """The last point that holds: where to go on with the next page."""
    broken_at: int | None = None

    def __bool__(self) -> bool:
        return self.broken_at is None


def sha256(data: bytes) -> bytes:
    """The digest without a key."""
    return hashlib.sha256(data).digest()


def keyed(key: bytes) -> Digest:
    """HMAC-SHA256: with it a chain cannot be mended by who has the database without the key."""

    def digest(data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")

    return digest


def encode(event: Event) -> bytes:
    """An event as the bytes that are stored and hashed; ``decode`` gives it back."""
    return orjson.dumps(
        (
            event.kind,
            event.action,
            event.outcome,
            event.resource,
            event.object_id,
            event.app_id,
            event.display_name,
            event.reason,
            event.request_id,
            dict(event.facts),
        ),
        option=orjson.OPT_SORT_KEYS,
    )


def decode(body: bytes) -> Event:
    """An event from its stored bytes."""
    row: list[Any] = orjson.loads(body)
    return Event(
        kind=EventKind(row[0]),
        action=row[1],
        outcome=row[2],
        resource=row[3],
        object_id=row[4],
        app_id=row[5],
        display_name=row[6],
        reason=row[7],
        request_id=row[8],
        facts=row[9],
    )


def link(previous: ChainPoint, time: float, body: bytes, *, digest: Digest = sha256) -> ChainPoint:
    """The point after ``previous`` for an event recorded at ``time`` with these stored bytes."""
    sequence = previous.sequence + 1
    head = b"%d %s " % (sequence, time.hex().encode())
    return ChainPoint(sequence, digest(previous.hash + head + body))


def verify(
    events: Iterable[StoredEvent], start: ChainPoint, *, digest: Digest = sha256
) -> Verification:
    """Follow the chain from ``start`` over the events that come after it."""
    point, verified = start, 0
    for stored in events:
        following = link(point, stored.time, encode(stored.event), digest=digest)
        if following != ChainPoint(stored.sequence, stored.hash):
            return Verification(verified, point, broken_at=following.sequence)
        point, verified = following, verified + 1
    return Verification(verified, point)
