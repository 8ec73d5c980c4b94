"""Every hosted app of a server: what the control plane wants is made so, whatever happens.

One keeper, one task per app, and one loop that follows the control plane. What an earlier server
left running is taken over when it still is what is wanted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from nameplate.apphost.folders import Folders
from nameplate.apphost.hosted_app import DEFAULT_TIMING, HostedApp, Timing
from nameplate.apphost.instances import Event, Launcher
from nameplate.apphost.states import State
from nameplate.apphost.wanted import WantedApp, WantedApps
from nameplate.core.clock import Clock
from nameplate.process.keeper.workload import Workload

_log = logging.getLogger(__name__)

_AT_ONCE: Final = 50
"""Apps that are taken up before somebody else has a turn."""


class Keeper(Protocol):
    """A connection to the keeper (``process.keeper.client.KeeperClient``)."""

    @property
    def hello(self) -> Event: ...

    async def start(self, workload: Workload) -> Event: ...

    async def stop(self, app: str, *, grace: float) -> bool: ...

    async def shutdown(self, *, grace: float) -> None: ...

    async def close(self) -> None: ...


Connect = Callable[[Callable[[Event], None]], Awaitable[Keeper]]
"""Finds the keeper or starts it; events go to the listener."""


class Supervisor:
    """Hosts apps. ``start`` it once; ``stop`` ends every app, ``leave`` leaves them to others."""

    def __init__(
        self,
        connect: Connect,
        wanted: WantedApps,
        *,
        folders: Folders,
        launcher: Launcher,
        clock: Clock,
        timing: Timing = DEFAULT_TIMING,
    ) -> None:
        self._connect = connect
        self._wanted = wanted
        self._folders = folders
        self._launcher = launcher
        self._clock = clock
        self._timing = timing
        self._keeper: Keeper | None = None
        self._meeting = asyncio.Lock()
        self._following = asyncio.Lock()
        self._swaps = 0
        self._left: dict[str, list[dict[str, Any]]] = {}
        """Processes that an earlier server left, by the keys of their apps: until they are met."""
        self._apps: dict[str, HostedApp] = {}
        self._labels: dict[str, HostedApp] = {}
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._programs: dict[str, asyncio.Future[Event]] = {}

    # What others see

    @property
    def apps(self) -> list[HostedApp]:
        return list(self._apps.values())

    def find(self, key: str) -> HostedApp | None:
        """The app with an ARM id in lower case."""
        return self._apps.get(key)

    def of_label(self, label: str) -> HostedApp | None:
        """The app whose address begins with a label."""
        return self._labels.get(label.lower())

    @property
    def isolation(self) -> str | None:
        """Whether apps are isolated here, and why not; ``None`` while nothing was started."""
        if self._keeper is None:
            return None
        problem = self._keeper.hello.get("problem")
        return "isolated" if problem is None else f"not isolated: {problem}"

    @property
    def in_groups(self) -> bool | None:
        """Whether the kernel bounds apps by control groups; ``None``: nothing was started yet."""
        return None if self._keeper is None else bool(self._keeper.hello.get("groups"))

    # Its life

    async def start(self, *, successor: bool) -> None:
        """Host what has something to run; ``follow`` hosts the rest, and what comes later.

        A ``successor`` takes over what an earlier server left running. Who has nothing to take over
        meets the keeper when there is something to start.
        """
        left = (await self._met()).hello.get("apps", []) if successor else []
        for each in left:
            self._left.setdefault(each["app"].rpartition("#")[0], []).append(each)
        await self._follow(only_served=True)
        self._left.clear()  # who is created again under the same name takes over nothing
        held = {name for app in self.apps for name in app.pid_names}
        for name in {each["app"] for each in left} - held:
            await self.stop_process(name, grace=self._timing.grace)

    async def follow(self) -> None:
        """Look at what is wanted now. Called again whenever the control plane has changed."""
        await self._follow(only_served=False)

    async def _follow(self, *, only_served: bool) -> None:
        async with self._following:
            swaps = -1
            while swaps != self._swaps:  # else what was read is from before a swap
                swaps = self._swaps
                wanted = {each.key: each for each in await self._wanted.every()}
                await self._let_go_of_all_but(wanted)
                if swaps == self._swaps:
                    await self._make_so(wanted, only_served=only_served)

    def swapped(self) -> None:
        """Take it that what is wanted was just changed, and the apps were told."""
        self._swaps += 1

    async def stop(self) -> None:
        """End every app and the keeper."""
        await self._end_lives()
        if self._keeper is not None:
            await self._keeper.shutdown(grace=self._timing.grace)
            self._keeper = None

    async def leave(self) -> None:
        """Leave the apps to a successor, who has a few seconds to come."""
        await self._end_lives()
        if self._keeper is not None:
            await self._keeper.close()
            self._keeper = None

    def _retake(self, wanted: WantedApp) -> None:
        app = self._apps[wanted.key]
        if app.wanted is wanted:
            return
        if app.wanted != wanted:
            app.want(wanted, self._folders.there(wanted.content))
        else:
            app.wanted = wanted  # what makes no difference to its process may have changed

    async def _make_so(self, wanted: Mapping[str, WantedApp], *, only_served: bool) -> None:
        """Host what is wanted: what has something to run first, and at the start only that."""
        new: list[WantedApp] = []
        for each in wanted.values():
            if each.key in self._apps:
                self._retake(each)
            else:
                new.append(each)
        if not new:
            return
        labels = set(self._folders.labels())

        def idles(one: WantedApp) -> bool:
            if one.key in self._left:
                return False
            return one.content not in labels or self._folders.at(one.content).active() is None

        served, idle = _parted(new, idles)
        await self._begin(served if only_served else [*served, *idle])

    async def _begin(self, new: Sequence[WantedApp]) -> None:
        """Host what is new; whoever asks meanwhile is answered. A swap meanwhile ends it."""
        swaps = self._swaps
        for number, each in enumerate(new, 1):
            self._take(each)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
                if swaps != self._swaps:
                    return

    def _take(self, wanted: WantedApp) -> None:
        app = HostedApp(
            wanted,
            self._folders.there(wanted.content),
            processes=self,
            launcher=self._launcher,
            clock=self._clock,
            timing=self._timing,
        )
        self._apps[wanted.key] = app
        self._labels[wanted.label.lower()] = app
        self._adopt(app)
        self._lives[wanted.key] = asyncio.get_running_loop().create_task(app.live())

    def _adopt(self, app: HostedApp) -> None:
        """Give an app the processes that an earlier server left.

        First comes what is wanted now, then the newest: a swap may have prepared another.
        """
        revision = app.revision()

        def rank(one: dict[str, Any]) -> tuple[bool, float]:
            return one["label"].get("revision") != revision, -float(one["started"])

        for each in sorted(self._left.get(app.wanted.key, ()), key=rank):
            if not each["stopping"]:
                app.adopt(each["app"], each["label"])

    async def _let_go_of_all_but(self, wanted: Mapping[str, WantedApp]) -> None:
        """Apps that are no longer there: their processes, then the files that nobody has now."""
        before = {each.wanted.content for each in self.apps}
        for key in [key for key in self._apps if key not in wanted]:
            await self._let_go(key)
        for content in before - {each.content for each in wanted.values()}:
            await asyncio.to_thread(self._folders.remove, content)

    async def _let_go(self, key: str) -> None:
        app = self._apps[key]
        for name in [name for name in self._programs if name.rpartition("#")[0] == key]:
            await self.stop_process(name, grace=0.0)
        await self._cancel(self._lives.pop(key))
        await app.end()
        del self._apps[key]
        if self._labels.get(app.wanted.label.lower()) is app:
            del self._labels[app.wanted.label.lower()]

    async def _end_lives(self) -> None:
        lives = list(self._lives.values())
        self._lives.clear()
        await self._cancel(*lives)

    async def _cancel(self, *tasks: "asyncio.Task[None]") -> None:
        for task in tasks:
            task.cancel()
        for each in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(each, Exception):
                _log.error("the life of an app ended by itself", exc_info=each)

    # The keeper (``instances.Processes``)

    async def start_process(self, workload: Workload) -> Event:
        return await (await self._met()).start(workload)

    async def stop_process(self, name: str, *, grace: float) -> bool:
        if self._keeper is None:
            return False  # no keeper, no process
        return await self._keeper.stop(name, grace=grace)

    async def run_to_end(self, workload: Workload, *, seconds: float) -> Event:
        """Run a program that ends by itself; returns how it did.

        Raises TimeoutError when it did not in time, and ``KeeperLost``, ``Refused``. Its name is
        its app's key, ``#`` and what no process of an app is called.
        """
        ended: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._programs[workload.app] = ended
        try:
            await self.start_process(workload)
            async with asyncio.timeout(seconds):
                return await ended
        finally:
            del self._programs[workload.app]
            if ended.cancelled() or not ended.done():
                await self.stop_process(workload.app, grace=0.0)

    async def isolated(self) -> bool:
        """Whether apps can be isolated here."""
        return bool((await self._met()).hello.get("isolation"))

    async def _met(self) -> Keeper:
        """The keeper, found or started. Raises ``KeeperLost``."""
        async with self._meeting:
            if self._keeper is None:
                self._keeper = await self._connect(self._heard)
                running = len(self._keeper.hello.get("apps", []))
                _log.info("hosting apps", extra={"running": running})
            return self._keeper

    def _heard(self, event: Event) -> None:
        """Events of processes, and of the keeper's own end."""
        if event["event"] == "lost":
            self._keeper = None
            for app in self.apps:
                app.lost()
            for name in list(self._programs):
                self._program_ended(name, {"failure": "the keeper of processes was lost"})
            return
        if event["event"] != "ended":
            return
        name = str(event["app"])
        self._program_ended(name, event)
        ended = self._apps.get(name.rpartition("#")[0])
        if ended is not None:
            ended.heard(name, event)

    def _program_ended(self, name: str, event: Event) -> None:
        program = self._programs.get(name)
        if program is not None and not program.done():
            program.set_result(event)

    def status(self) -> list[dict[str, Any]]:
        """Every app as ``nameplate status`` shows it."""
        return [_status(app) for app in self.apps]


def _parted(
    apps: Sequence[WantedApp], idles: Callable[[WantedApp], bool]
) -> tuple[list[WantedApp], list[WantedApp]]:
    """Those that have something to run, and those that idle."""
    parts: tuple[list[WantedApp], list[WantedApp]] = ([], [])
    for each in apps:
        parts[idles(each)].append(each)
    return parts


def _status(app: HostedApp) -> dict[str, Any]:
    condition = app.condition
    return {
        "name": "/".join(filter(None, (app.wanted.site, app.wanted.slot))),
        "resourceId": app.wanted.key,
        "hostName": app.wanted.host_name,
        "state": condition.state.value,
        "reason": condition.reason,
        "since": condition.since,
        "restarts": app.restarts,
        "lastCrash": app.last_crash or None,
        "deployment": None if condition.state is State.EMPTY else app.folder.active(),
        "answering": app.answering,
    }
