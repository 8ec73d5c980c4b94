"""The app host, joined to the house: only ``up`` hosts; a command's own server lives too briefly.

``follow`` looks at the control plane whenever the change epoch moves. An orderly stop ends every
app; a server that dies leaves them to the keeper, which waits a few seconds for the next one.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from nameplate.apphost.folders import Folders
from nameplate.apphost.front_door import FrontDoor, Hosted
from nameplate.apphost.instances import Event
from nameplate.apphost.launching import AppLauncher
from nameplate.apphost.reference_following import ReferenceFollowing
from nameplate.apphost.run_apps import RunApps
from nameplate.apphost.states import State
from nameplate.apphost.supervisor import Keeper, Supervisor
from nameplate.apphost.swapping import SlotSwapping
from nameplate.config.home import Home
from nameplate.core.cloud import Cloud
from nameplate.process.keeper.client import KeeperClient
from nameplate.server.app_limits import app_limits, shown
from nameplate.server.auto_swaps import AutoSwaps
from nameplate.server.bound_apps import bound_apps
from nameplate.server.endpoints import Endpoints
from nameplate.server.exposure import is_loopback
from nameplate.server.furnishing import HostedFurnishing
from nameplate.server.hosted_references import HostedReferences
from nameplate.server.publishing import Deployments
from nameplate.server.rooms import Rooms
from nameplate.server.wanted_sites import WantedSites

_log = logging.getLogger(__name__)

_LOOK: Final = 0.2
"""Seconds between looks at the change epoch, which is a number in memory."""
_LOOK_AT_REFERENCES: Final = 60.0
"""Seconds between looks at whether references are old enough to be fetched again."""


class Hosting:
    """Every hosted app of a server, and the door to them."""

    def __init__(self, rooms: Rooms, clouds: tuple[Cloud, ...], endpoints: Endpoints) -> None:
        self._rooms = rooms
        self._references = HostedReferences(bound_apps(rooms), rooms.clock)
        self._clouds = clouds
        self._endpoints = endpoints
        self._supervisor: Supervisor | None = None
        self._following: ReferenceFollowing | None = None
        self.folders = Folders(rooms.settings.home.root / "apps", as_root=os.getuid() == 0)
        self._settled = asyncio.Event()
        self.door = FrontDoor(self._find, settled=self._settled.wait)
        self._runs = RunApps(rooms.settings.home.announced_ports)
        self.deployments = Deployments(rooms, self.folders)
        self._auto_swaps = AutoSwaps(rooms)

    async def start(self) -> None:
        """Host what has something to run, and take over what an earlier server left running.

        Apps with nothing to run are hosted by the first look of ``follow``; until then the door
        lets whoever asks for a name that it does not know wait.
        """
        home = self._rooms.settings.home
        furnishing = HostedFurnishing(
            self._references,
            self._rooms.opened.directory,
            self._rooms.opened.database,
            folders=self.folders,
            settings=self._rooms.settings,
            cloud=self._clouds[0],
            endpoints=self._endpoints,
            inherited=self._rooms.settings.inherited,
        )
        limits = app_limits(self._rooms.settings)
        launcher = AppLauncher(
            self.folders,
            furnishing,
            home=home.root,
            path=self._rooms.settings.inherited.get("PATH", os.defpath),
            isolated=self._isolated,
            exposed=not is_loopback(self._rooms.settings.host),
            limits=limits,
        )
        wanted = WantedSites(
            self._rooms.resources,
            self._clouds[0],
            ground=f"{self._endpoints.token_url} {self._endpoints.proxy} {limits}",
        )
        self._supervisor = Supervisor(
            lambda heard: self._connect(home, heard),
            wanted,
            folders=self.folders,
            launcher=launcher,
            clock=self._rooms.clock,
        )
        self.deployments.deployer.give_up_unfinished()
        await self._supervisor.start(successor=_socket(home).exists())
        following = ReferenceFollowing(self._supervisor, self._references, self._rooms.clock)
        self._following = following
        self._rooms.app_host.serve(self._supervisor, following)
        deployer = self.deployments.deployer
        swapping = SlotSwapping(self._supervisor, self.folders, is_deploying=deployer.is_deploying)
        deployer.is_swapping = swapping.is_swapping
        deployer.deployed = self._auto_swaps.deployed
        self._rooms.swaps.serve(swapping, wanted)

    async def stop(self) -> None:
        """End the visits, then what is being deployed, then the apps."""
        await self.door.stop()
        await self._auto_swaps.stop()
        await self.deployments.deployer.stop()
        if self._supervisor is not None:
            await self._supervisor.stop()

    async def follow(self) -> None:
        """Make what the control plane wants so, for ever, and look after what settings refer to."""
        seen, looked = -1, float("-inf")
        while self._supervisor is not None and self._following is not None:
            changed = self._rooms.opened.database.epoch.value != seen
            if changed:
                seen = self._rooms.opened.database.epoch.value
                await self._supervisor.follow()
                self._settled.set()
            if changed or self._rooms.clock.monotonic() - looked >= _LOOK_AT_REFERENCES:
                looked = self._rooms.clock.monotonic()
                await self._following.look()
            await asyncio.sleep(_LOOK)

    def hand_over(self, host: str) -> asyncio.Protocol | None:
        """What takes a connection by its TLS name: the door, for the names of apps."""
        return self.door.protocol(host) if self.serves(host) else None

    def serves(self, host: str) -> bool:
        """Whether a name is an app's, or could be."""
        return any(cloud.site_of(host) is not None for cloud in self._clouds)

    def status(self) -> dict[str, Any]:
        """What ``nameplate status`` shows of hosted apps."""
        if self._supervisor is None:
            return {"apps": []}
        isolation = self._supervisor.isolation
        known = {} if isolation is None else {"isolation": isolation}
        limits = shown(self._rooms.settings, in_groups=self._supervisor.in_groups)
        return {"apps": self._supervisor.status(), "limits": limits, **known}

    def _find(self, host: str) -> Hosted | None:
        if self._supervisor is None:
            return None
        labels = (cloud.site_of(host) for cloud in self._clouds)
        label = next((each for each in labels if each is not None), None)
        if not label:
            return None
        hosted = self._supervisor.of_label(label)
        if hosted is not None and hosted.condition.state is not State.EMPTY:
            return hosted
        return self._runs.find(label, host) or hosted

    async def _isolated(self) -> bool:
        return self._supervisor is not None and await self._supervisor.isolated()

    async def _connect(self, home: Home, heard: Callable[[Event], None]) -> Keeper:
        return await KeeperClient.connect(_socket(home), heard, log=home.logs / "keeper.log")


def _socket(home: Home) -> Path:
    return home.run / "keeper.sock"
