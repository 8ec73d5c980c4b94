"""The door to what ``nameplate run`` runs, of a server that hosts no apps: a command's own.

Loaded when the first visitor comes: most commands never have one.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nameplate.core.cloud import Cloud

if TYPE_CHECKING:
    from nameplate.apphost.front_door import FrontDoor


class RunVisits:
    """Takes connections that are made for an app's name."""

    def __init__(self, clouds: Sequence[Cloud], folder: Path) -> None:
        self._clouds = tuple(clouds)
        self._folder = folder
        self._door: FrontDoor | None = None

    def serves(self, host: str) -> bool:
        """Whether a name is an app's, or could be."""
        return any(cloud.site_of(host) is not None for cloud in self._clouds)

    def hand_over(self, host: str) -> asyncio.Protocol | None:
        """What takes a connection by its TLS name: the door, for the names of apps."""
        if not self.serves(host):
            return None
        if self._door is None:
            self._door = self._make_door()
        return self._door.protocol(host)

    async def stop(self) -> None:
        """End the visits."""
        if self._door is not None:
            await self._door.stop()

    def _make_door(self) -> "FrontDoor":
        from nameplate.apphost.front_door import FrontDoor  # noqa: PLC0415 - see above
        from nameplate.apphost.run_apps import RunApp, RunApps  # noqa: PLC0415 - see above

        apps = RunApps(self._folder)

        def find(host: str) -> RunApp | None:
            labels = (cloud.site_of(host) for cloud in self._clouds)
            label = next((each for each in labels if each is not None), None)
            return apps.find(label, host) if label is not None else None

        return FrontDoor(find)
