"""A unit of work on its way to the database, and what became of it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from nameplate.store.database import Write

_LOG: Final = logging.getLogger(__name__)


Submit = Callable[["StoreUnit"], None]
"""Takes a unit to the writer, which settles it when its group is on disk."""


class StoreUnit:
    """The store's ``UnitOfWork``: its writes run in one savepoint of a group's transaction."""

    __slots__ = ("_effects", "_submit", "_written", "coherent", "writes")

    def __init__(self, submit: Submit) -> None:
        self.writes: list[Write] = []
        self.coherent = False
        self._effects: list[Callable[[], None]] = []
        self._submit = submit
        self._written: asyncio.Future[None] | None = None

    def add(self, write: Callable[[Any], None], *, coherent: bool = True) -> None:
        self.writes.append(write)
        self.coherent = self.coherent or coherent

    def after_commit(self, effect: Callable[[], None]) -> None:
        self._effects.append(effect)

    async def commit(self) -> None:
        """Submit the unit and wait until it is on disk; raises what one of its writes raised.

        A caller that is cancelled while it waits has still submitted the unit: it is written.
        """
        if self._written is not None:
            raise RuntimeError("a unit of work is committed once")
        self._written = asyncio.get_running_loop().create_future()
        self._submit(self)
        await self._written

    def settle(self, error: Exception | None) -> None:
        """Tell the unit what became of it, on the event loop."""
        if error is None:
            self._run_effects()
        if self._written is None or self._written.done():
            return
        if error is None:
            self._written.set_result(None)
        else:
            self._written.set_exception(error)

    def _run_effects(self) -> None:
        for effect in self._effects:
            try:
                effect()
            except Exception:  # noqa: BLE001  # an effect may fail in any way
                # What was written stays written: a failing effect must not say otherwise.
                _LOG.exception("effect after commit failed")
