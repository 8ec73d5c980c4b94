"""A unit of work on its own: submitted once, settled once, effects on success alone."""

import asyncio
import logging

import pytest

from nameplate.core.errors import Conflict
from nameplate.store.units import StoreUnit


async def committing(unit: StoreUnit) -> "asyncio.Task[None]":
    """A commit that waits to be settled."""
    task = asyncio.create_task(unit.commit())
    await asyncio.sleep(0)
    return task


def fail() -> None:
    """An effect that does not work."""
    raise ValueError("no")


async def test_it_waits_until_it_is_settled() -> None:
    submitted: list[StoreUnit] = []
    unit = StoreUnit(submitted.append)
    task = await committing(unit)
    assert submitted == [unit]
    assert not task.done()
    unit.settle(None)
    await task


async def test_it_raises_what_it_is_settled_with() -> None:
    unit = StoreUnit(lambda _: None)
    task = await committing(unit)
    unit.settle(Conflict("Conflict", "no"))
    with pytest.raises(Conflict):
        await task


async def test_it_is_coherent_when_one_of_its_writes_is() -> None:
    unit = StoreUnit(lambda _: None)
    unit.add(lambda _: None, coherent=False)
    assert not unit.coherent
    unit.add(lambda _: None)
    unit.add(lambda _: None, coherent=False)
    assert unit.coherent


async def test_an_effect_that_fails_is_logged_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran: list[str] = []
    unit = StoreUnit(lambda _: None)
    unit.after_commit(fail)
    unit.after_commit(lambda: ran.append("second"))
    task = await committing(unit)
    with caplog.at_level(logging.ERROR):
        unit.settle(None)
    await task
    assert ran == ["second"]
    assert "effect after commit failed" in caplog.text


async def test_effects_run_also_when_nobody_waits_any_more() -> None:
    ran: list[str] = []
    unit = StoreUnit(lambda _: None)
    unit.after_commit(lambda: ran.append("done"))
    task = await committing(unit)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    unit.settle(None)
    assert ran == ["done"]
