"""Answers that are ready: a warm token is a dictionary read and bytes that are sent as they are.

An answer is found by everything of a request that it depends on, and only for a request that has
nothing else that matters. The map is dropped when the change epoch moves. The header secret is
part of the key: Python's keyed string hash stands between it and any comparison byte by byte.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Protocol

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.edge.http import RawHeaders, Request, Response
from nameplate.managed_identity.expires_on import ExpiresOnFormat
from nameplate.managed_identity.gate import REFUSED_HEADERS
from nameplate.tokens import shortening
from nameplate.tokens.issuer import IssuedToken

_LIMIT: Final = 4_000
_MANY_HEADERS: Final = 50
_LONG_HEADER: Final = 4_096
"""A request with so many or so long ones goes the long way, where the limits are kept."""

_WATCHED: Final[Mapping[bytes, int]] = {
    b"host": 0,
    b"x-identity-header": 1,
    b"secret": 2,
    b"metadata": 3,
    b"user-agent": 4,
    # a body would have to be read, and what the gate refuses has to be refused
    **dict.fromkeys((b"content-length", b"transfer-encoding", *REFUSED_HEADERS), -1),
}

_Key = tuple[Any, ...]
_Headers = Sequence[tuple[bytes, bytes]]


class Counter(Protocol):
    """Where warm tokens are counted (``audit.Trail``)."""

    def count(self, *, object_id: str, audience: str) -> None: ...


class WarmAnswer:
    """A ready answer, and how long it is one."""

    __slots__ = ("_parts", "_whole", "audience", "begins", "ends", "expires_on", "object_id")

    def __init__(
        self,
        token: IssuedToken,
        *,
        object_id: str,
        ends: float,
        headers: RawHeaders,
        parts: tuple[bytes, ...],
    ) -> None:
        """``ends``: when the token is renewed or the workload's lease is over. ``parts``: the
        body, cut where it says how many seconds are left.
        """
        self.object_id = object_id
        self.audience = token.audience
        self.begins = token.not_before
        self.ends = ends
        self.expires_on = token.expires_on
        self._parts = parts
        self._whole = Response(200, parts[0], headers)

    def response(self, now: float) -> Response:
        if len(self._parts) == 1:
            return self._whole
        left = b"%d" % max(0, self.expires_on - int(now))
        return Response(200, left.join(self._parts), self._whole.headers)


class WarmAnswers:
    """Ready answers by request."""

    def __init__(
        self, clock: Clock, epoch: ChangeEpoch, counter: Counter, style: ExpiresOnFormat
    ) -> None:
        self._clock = clock
        self._counter = counter
        self._style_for = lru_cache(maxsize=512)(style.for_client)
        self._answers: EpochCache[_Key, WarmAnswer] = EpochCache(epoch, limit=_LIMIT)

    def find(self, scope: Mapping[str, Any]) -> Response | None:
        """The ready answer to a request, from its ASGI scope alone."""
        key = self._key(scope["method"], scope["raw_path"], scope["query_string"], scope["headers"])
        if key is None:
            return None
        answer = self._answers.get(key)
        if answer is None:
            return None
        now = self._clock.now()
        if not answer.begins <= now < answer.ends:
            return None
        self._counter.count(object_id=answer.object_id, audience=answer.audience)
        return answer.response(now)

    def keep(self, request: Request, answer: WarmAnswer, *, seen: int) -> None:
        """Hold the answer to a request that was resolved when the epoch was ``seen``."""
        if shortening.limit() is not None:
            return
        key = self._key(
            request.method,
            request.raw_path.encode("latin-1"),
            request.query_string,
            request.raw_headers,
        )
        if key is not None:
            self._answers.put(key, answer, seen=seen)

    def clear(self) -> None:
        """Hold nothing any more."""
        self._answers.clear()

    @property
    def epoch(self) -> int:
        """The epoch now: read it before resolving what is to be kept."""
        return self._answers.epoch

    def _key(
        self, method: str, raw_path: bytes, query_string: bytes, headers: _Headers
    ) -> _Key | None:
        """Everything that an answer depends on; ``None`` for a request that goes the long way."""
        if len(headers) > _MANY_HEADERS:
            return None
        slots = [b"", b"", b"", b"", b""]
        for name, value in headers:
            if len(value) > _LONG_HEADER:
                return None
            slot = _WATCHED.get(name)
            if slot is None:
                continue
            if slot < 0 or slots[slot] or not value:  # an empty one may come before another
                return None
            slots[slot] = value
        host, identity_header, secret, metadata, user_agent = slots
        style = self._style_for(user_agent)
        return (method, raw_path, query_string, host, identity_header, secret, metadata, style)
