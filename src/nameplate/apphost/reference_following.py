"""Key Vault references of apps that run: looked at again when that is due, and when asked.

A look asks the vaults what a new process would get, and takes nothing. Only where that is another
version does the app start anew, beside the process that serves meanwhile.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from nameplate.apphost.hosted_app import HostedApp
from nameplate.apphost.instances import Instance
from nameplate.apphost.reference_refresh import Fetched, Refresh, outdates
from nameplate.apphost.reference_status import Resolution
from nameplate.apphost.supervisor import Supervisor
from nameplate.core.clock import Clock

_log = logging.getLogger(__name__)


class References(Protocol):
    """The references of apps, as they are configured now."""

    async def statuses(self, key: str) -> Mapping[str, Resolution]:
        """What would become of each, by its setting; no value leaves a vault for it."""
        ...

    def keeps(self, key: str, setting: str) -> bool:
        """Whether the last secret of a reference is still known, should it lead nowhere now."""
        ...


class ReferenceFollowing:
    """Looks after the references of every hosted app."""

    def __init__(self, supervisor: Supervisor, references: References, clock: Clock) -> None:
        self._supervisor = supervisor
        self._references = references
        self._refresh = Refresh(clock)
        self._clock = clock

    async def look(self) -> None:
        """Fetch again where it is due: after a day, or a change of the app's configuration."""
        for app in self._supervisor.apps:
            instance = app.serving
            if instance is None or instance.fetched is None:
                continue
            reason = self._refresh.due(instance.fetched, app.wanted.configuration)
            if reason is not None:
                await self._look_at(app, instance, instance.fetched, reason=reason.value)

    async def refresh(self, key: str) -> None:
        """Fetch again now what an app refers to, if it is hosted here and refers to anything."""
        app = self._supervisor.find(key)
        instance = app.serving if app is not None else None
        if app is not None and instance is not None and instance.fetched is not None:
            await self._look_at(app, instance, instance.fetched, reason="asked for")

    async def _look_at(
        self, app: HostedApp, instance: Instance, held: Fetched, *, reason: str
    ) -> None:
        key = app.wanted.key
        found = await self._references.statuses(key)
        if app.serving is not instance or instance.fetched != held:
            return  # replaced, or looked at, meanwhile
        configuration = app.wanted.configuration
        instance.fetched = replace(held, configuration=configuration, at=self._clock.now())
        failing = [name for name, each in found.items() if _is_lost(held, name, each)]
        if failing:
            said = {"app": key, "settings": failing}
            _log.warning("references lead nowhere: the app keeps what they led to", extra=said)
        unknown = [name for name in failing if not self._references.keeps(key, name)]
        if outdates(held, found) and not unknown:
            _log.info("an app starts anew for its secrets", extra={"app": key, "reason": reason})
            app.renew()


def _is_lost(held: Fetched, name: str, found: Resolution) -> bool:
    return bool(held.versions.get(name)) and not found.active_version
