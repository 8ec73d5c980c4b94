"""Bad tokens in the trail: that there was one, why it was not taken, and whose it was if known.

Whose it was is only told where a key of ours has signed it; nothing that is not verified stands in
an event, and no token does. Anybody may send any number of them: an event tells of the first of a
kind in each minute and of how many went before it, and there are so many kinds and no more.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.core.clock import Clock
from nameplate.tokens.verifier import TokenRejected, VerifiedClaims

ACTION: Final = "token/rejected"
_PAUSE: Final = 60.0
_KINDS: Final = 64
"""At most as many events in a minute."""
_LONGEST: Final = 200
_PLACES: Final = ("xms_az_rid", "xms_mirid")
"""Claims that say where an identity acts, the nearer first."""

_Kind = tuple[str, str, str]


class Trail(Protocol):
    """Where it is told (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...


@dataclass(slots=True)
class _Told:
    """When an event told of a kind, and how many there were since."""

    at: float
    more: int = 0


class RejectedTokens:
    """Tells the trail of them."""

    def __init__(self, trail: Trail, clock: Clock) -> None:
        self._trail = trail
        self._clock = clock
        self._kinds: OrderedDict[_Kind, _Told] = OrderedDict()

    async def note(
        self,
        rejected: TokenRejected,
        audiences: frozenset[str],
        request_id: str,
        *,
        name: str | None = None,
    ) -> None:
        """A token for one of some audiences was not taken. ``name``: what its principal is called.

        The name and the claims are told where the claims were verified, and nowhere else.
        """
        wanted, claims = min(audiences, default=""), rejected.claims
        kind = (wanted, rejected.reason.value, claims.object_id if claims is not None else "")
        before = self._before(kind)
        if before is not None:
            event = _event(rejected, wanted, request_id, name=name, unrecorded=before)
            await self._trail.record(event, durable=False)

    def _before(self, kind: _Kind) -> int | None:
        """How many there were since an event told of the kind; ``None``: none is to tell now."""
        now = self._clock.monotonic()
        told = self._kinds.get(kind)
        if told is not None and now - told.at < _PAUSE:
            told.more += 1
            return None
        if told is None and len(self._kinds) >= _KINDS:
            oldest = next(iter(self._kinds))
            if now - self._kinds[oldest].at < _PAUSE:
                return None
            del self._kinds[oldest]
        self._kinds[kind] = _Told(now)
        self._kinds.move_to_end(kind)
        return told.more if told is not None else 0


def _event(
    rejected: TokenRejected, wanted: str, request_id: str, *, name: str | None, unrecorded: int
) -> Event:
    claims = rejected.claims
    facts = {"unrecorded": str(unrecorded)} if unrecorded else {}
    if claims is not None:
        facts["audience"] = claims.audience[:_LONGEST]
        if isinstance(uti := claims.raw.get("uti"), str):
            facts["uti"] = uti
    return Event(
        kind=EventKind.TOKEN,
        action=ACTION,
        outcome="denied",
        resource=wanted,
        object_id=None if claims is None else claims.object_id,
        app_id=None if claims is None else claims.app_id,
        display_name=None if claims is None else name,
        reason=f"the token was not accepted: {rejected.reason.value}",
        request_id=request_id,
        facts=facts,
        workload="" if claims is None else _workload(claims),
    )


def _workload(claims: VerifiedClaims) -> str:
    found = (claims.raw.get(name) for name in _PLACES)
    return next((each for each in found if isinstance(each, str)), "")
