"""Secrets that hosted apps refer to: fetched for a process, kept for a next one not asked for."""

import secrets
from collections.abc import Mapping
from typing import Protocol

from nameplate.admin.bindings import App
from nameplate.apphost.reference_refresh import Fetched, Refresh
from nameplate.apphost.reference_status import Resolution
from nameplate.apphost.wanted import Configured, WantedApp
from nameplate.core.clock import Clock
from nameplate.server.bridges import BoundApp


class Apps(Protocol):
    """Apps as their processes are told of them (``bridges.BoundApps``)."""

    async def settled(
        self,
        key: str,
        *,
        request_id: str,
        configured: Configured | None,
        kept: Mapping[str, Resolution] | None,
    ) -> BoundApp | None: ...

    async def statuses(self, key: str, *, request_id: str) -> Mapping[str, Resolution]: ...


class HostedReferences:
    """For ``furnishing`` and ``apphost.reference_following``; values are kept in memory alone."""

    def __init__(self, apps: Apps, clock: Clock) -> None:
        self._apps = apps
        self._refresh = Refresh(clock)
        self._last: dict[str, Mapping[str, Resolution]] = {}

    async def find(self, wanted: WantedApp) -> tuple[App, Fetched | None] | None:
        """An app with its settings resolved for a new process, and what was fetched for them."""
        found = await self._apps.settled(
            wanted.key,
            request_id=secrets.token_hex(16),
            configured=wanted.configured,
            kept=self._last.get(wanted.key) if wanted.keeps_secrets else None,
        )
        if found is None or not found.references:
            self._last.pop(wanted.key, None)
            return None if found is None else (found.app, None)
        self._last[wanted.key] = found.references
        return found.app, self._refresh.fetched(wanted.configuration, found.references)

    async def statuses(self, key: str) -> Mapping[str, Resolution]:
        """What would become of an app's references now."""
        return await self._apps.statuses(key, request_id=secrets.token_hex(16))

    def keeps(self, key: str, setting: str) -> bool:
        """Whether the last secret of a reference is known."""
        held = self._last.get(key, {}).get(setting)
        return held is not None and held.value is not None
