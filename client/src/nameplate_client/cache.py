"""Tokens that were got already, for the whole process: one request at a time for each.

A token is handed out until five minutes before it expires. While a new one cannot be had, the old
one is, as long as it is good; another try is made every half minute.
"""

import os
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from nameplate_client.result import AppAuthenticationResult

REFRESH_BEFORE: Final = 300
TRY_AGAIN_AFTER: Final = 30
MOST: Final = 1_000
"""How many tokens are kept: resources are few, but some come out of challenges."""


@dataclass(frozen=True, slots=True)
class _Entry:
    result: AppAuthenticationResult
    not_before: float = 0.0
    """When a refresh that failed may be tried again."""


class TokenCache:
    """Results by what they were asked for with; safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._entries: dict[Hashable, _Entry] = {}
        self._flights: dict[tuple[Hashable, bool], Future[AppAuthenticationResult]] = {}
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> AppAuthenticationResult | None:
        """What can be handed out at once."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        now = self._clock()
        if entry.result.expires_on - REFRESH_BEFORE > now:
            return entry.result
        return entry.result if now < min(entry.not_before, entry.result.expires_on) else None

    def get(
        self,
        key: Hashable,
        obtain: Callable[[], AppAuthenticationResult],
        *,
        force: bool = False,
    ) -> AppAuthenticationResult:
        """The kept result, or a new one; callers at the same time share one request."""
        if not force and (kept := self.peek(key)) is not None:
            return kept
        with self._lock:
            flight = self._flights.get((key, force))
            leads = flight is None
            if flight is None:
                flight = self._flights[key, force] = Future()
        if leads:
            self._fly(key, flight, obtain, force=force)
        return flight.result()

    def _fly(
        self,
        key: Hashable,
        flight: Future[AppAuthenticationResult],
        obtain: Callable[[], AppAuthenticationResult],
        *,
        force: bool,
    ) -> None:
        try:
            result = None if force else self.peek(key)  # another flight may just have landed
            if result is None:
                result = self._obtained(key, obtain, force=force)
        except BaseException as problem:  # noqa: BLE001 - handed to everybody who waits, and raised there
            self._land(key, force=force)
            flight.set_exception(problem)
        else:
            self._land(key, force=force)
            flight.set_result(result)

    def _obtained(
        self, key: Hashable, obtain: Callable[[], AppAuthenticationResult], *, force: bool
    ) -> AppAuthenticationResult:
        try:
            result = obtain()
        except Exception:
            old = self._entries.get(key)
            now = self._clock()
            if force or old is None or old.result.expires_on <= now:
                raise
            self._entries[key] = _Entry(old.result, now + TRY_AGAIN_AFTER)
            return old.result
        self._keep(key, _Entry(result))
        return result

    def _keep(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            self._entries.pop(key, None)
            while len(self._entries) >= MOST:
                self._entries.pop(next(iter(self._entries)))
            self._entries[key] = entry

    def _land(self, key: Hashable, *, force: bool) -> None:
        with self._lock:
            self._flights.pop((key, force), None)

    def clear(self) -> None:
        """Forget every token."""
        with self._lock:
            self._entries.clear()

    def forget_flights(self) -> None:
        """In a forked child, where the threads that flew are gone."""
        self._lock = threading.Lock()
        self._flights = {}


SHARED: Final = TokenCache()
"""What every provider of this process uses unless it is given its own."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=SHARED.forget_flights)
