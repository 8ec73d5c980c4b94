"""A swap where slots are hosted: what each will be is started and asked before anything changes.

A process of the source's content runs as the target, with the target's identity and the settings
that stick to it, beside what serves the target now. Only when it answers are the records changed,
and from that moment on visitors meet it. When it does not, it ends, and nothing has happened.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from nameplate.apphost.folders import AppFolder, Folders
from nameplate.apphost.hosted_app import HostedApp
from nameplate.apphost.instances import Instance
from nameplate.apphost.supervisor import Supervisor
from nameplate.apphost.wanted import WantedApp
from nameplate.apphost.warm_up import WarmUpFailed
from nameplate.process.keeper.client import KeeperLost

_log = logging.getLogger(__name__)


class SwapRefused(Exception):
    """Why two slots are not swapped, in a sentence for people."""


@dataclass(slots=True)
class _Side:
    """An app, and what it will be."""

    app: HostedApp
    wanted: WantedApp
    folder: AppFolder
    instance: Instance | None = None

    @property
    def runs(self) -> bool:
        """Whether it will have a process."""
        return self.wanted.running and self.folder.active() is not None

    async def prepare(self) -> None:
        try:
            self.instance = await self.app.prepare(self.wanted, self.folder)
        except KeeperLost:
            raise WarmUpFailed("the keeper of processes was lost") from None


@dataclass(slots=True)
class PreparedSwap:
    """Processes that answer as what two slots will be."""

    sides: tuple[_Side, ...]
    switched: Callable[[], None]
    over: Callable[[], None] = field(repr=False)

    def switch(self) -> None:
        """Let visitors meet them from now on."""
        for each in self.sides:
            if each.instance is not None:
                each.app.take(each.instance, each.wanted, each.folder)
            else:
                each.app.want(each.wanted, each.folder)
        self.switched()
        self.over()

    def abandon(self) -> None:
        """End them: what was stays."""
        for each in self.sides:
            if each.instance is not None:
                each.app.dismiss(each.instance)
        self.over()


class SlotSwapping:
    """Prepares swaps of hosted apps, one at a time for each."""

    def __init__(
        self,
        supervisor: Supervisor,
        folders: Folders,
        *,
        is_deploying: Callable[[HostedApp], bool],
    ) -> None:
        self._supervisor = supervisor
        self._folders = folders
        self._is_deploying = is_deploying
        self._swapping: set[str] = set()

    def is_swapping(self, key: str) -> bool:
        """Whether an app takes part in a swap that is not over."""
        return key in self._swapping

    async def prepare(self, first: WantedApp, second: WantedApp) -> PreparedSwap | None:
        """Start what two apps will be; ``second`` must answer, ``first`` may come later.

        ``None`` where they are not hosted. Raises ``SwapRefused``.
        """
        await self._supervisor.follow()
        found = [(self._supervisor.find(each.key), each) for each in (first, second)]
        sides = tuple(
            _Side(app, each, self._folders.of(each.content)) for app, each in found if app
        )
        if len(sides) < len(found):
            return None
        self._check(sides)
        keys = {each.wanted.key for each in sides}
        self._swapping |= keys

        def over() -> None:
            self._swapping.difference_update(keys)

        try:
            await self._warm(sides)
        except BaseException:
            over()
            raise
        return PreparedSwap(sides, self._supervisor.swapped, over)

    def _check(self, sides: tuple[_Side, ...]) -> None:
        for each in sides:
            name = _name(each.wanted)
            if self.is_swapping(each.wanted.key):
                raise SwapRefused(f"{name} is being swapped already.")
            if self._is_deploying(each.app):
                raise SwapRefused(f"A deployment to {name} is not finished.")
        source, target = sides[0], sides[-1]
        serves = target.app.wanted.running and target.app.folder.active() is not None
        if serves and target.folder.active() is None:
            raise SwapRefused(
                f"Nothing was deployed to {_name(source.wanted)}: {_name(target.wanted)} would "
                "have nothing to run."
            )

    async def _warm(self, sides: tuple[_Side, ...]) -> None:
        """Prepare every side; the last one must come up."""
        source, target = sides
        tasks = [asyncio.ensure_future(each.prepare()) for each in sides if each.runs]
        try:
            results = await asyncio.gather(*tasks, return_exceptions=True)
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            _dismiss(sides)
            raise
        problems = {
            id(side): result
            for side, result in zip([each for each in sides if each.runs], results, strict=True)
            if isinstance(result, BaseException)
        }
        failed = problems.get(id(target))
        if failed is not None:
            _dismiss(sides)
            raise _refusal(source, target, failed)
        if id(source) in problems:
            _log.warning("a slot does not come up after a swap", exc_info=problems[id(source)])


def _refusal(source: _Side, target: _Side, problem: BaseException) -> BaseException:
    if not isinstance(problem, WarmUpFailed):
        return problem
    return SwapRefused(
        f"{_name(source.wanted)} did not come up with the settings of {_name(target.wanted)}: "
        f"{problem}. Nothing was swapped."
    )


def _dismiss(sides: tuple[_Side, ...]) -> None:
    for each in sides:
        if each.instance is not None:
            each.app.dismiss(each.instance)


def _name(app: WantedApp) -> str:
    return f"The slot '{app.slot or 'production'}' of '{app.site}'"
