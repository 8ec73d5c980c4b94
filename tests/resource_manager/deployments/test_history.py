"""What a run writes down: together, guarded, and kept until it is written."""

import asyncio

import pytest

from nameplate.core.errors import Unavailable
from nameplate.resource_manager.deployments.history import History
from nameplate.resource_manager.deployments.records import (
    DeploymentLostError,
    ProvisioningState,
)
from tests.conformance.deployments_kit import deployment, operation, run_of
from tests.fakes.deployment_records import FakeDeploymentRecords
from tests.fakes.units import FakeUnitOfWork, FakeUnits
from tests.resource_manager.deployments.deploying import until


class World:
    """A deployment that runs, and the history of its run."""

    def __init__(self) -> None:
        self.units = CountingUnits()
        self.records = FakeDeploymentRecords()
        self.held = deployment()
        self.records.rows[self.held.key] = self.held
        self.lost = False
        self.history = History(self.records, self.units, run_of(self.held), self.lose)

    def lose(self) -> None:
        self.lost = True

    async def cancel(self) -> None:
        work = self.units.begin()
        self.records.cancel(work, self.held.key, token=self.held.token, now=9.0)
        await work.commit()


class CountingUnits(FakeUnits):
    """Counts the units that began; the next ones may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0
        self.broken = 0

    def begin(self) -> FakeUnitOfWork:
        self.begun += 1
        work = super().begin()
        if self.broken:
            self.broken -= 1
            work.add(_refuse)
        return work


def _refuse(_: object) -> None:
    raise Unavailable("ServiceUnavailable", "The disk is full.")


async def test_everything_that_waits_is_one_unit() -> None:
    world = World()
    for name in ("a", "b", "b"):
        world.history.note(world.held, operation(name))
    await world.history.flush()
    await world.history.flush()
    assert world.units.begun == 1
    assert len(await world.records.operations(world.held.key)) == 2


async def test_it_is_written_by_itself() -> None:
    world = World()
    task = asyncio.create_task(world.history.write_on())
    world.history.note(world.held, operation("a"))
    await until(lambda: world.records.steps)
    task.cancel()
    assert not world.lost


async def test_who_lost_the_run_is_told() -> None:
    world = World()
    await world.cancel()
    world.history.note(world.held, operation("a"))
    await world.history.write_on()
    assert world.lost
    with pytest.raises(DeploymentLostError):
        await world.history.flush()
    await world.history.flush(guarded=False)
    assert len(await world.records.operations(world.held.key)) == 1


async def test_what_could_not_be_written_is_written_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nameplate.resource_manager.deployments.history.AGAIN_SECONDS", 0.0)
    world = World()
    world.units.broken = 2
    world.history.note(world.held, operation("a", 1.0))
    world.history.change(world.held)
    task = asyncio.create_task(world.history.write_on())
    await until(lambda: world.records.steps)
    task.cancel()
    assert world.units.begun == 3


async def test_what_came_meanwhile_stands_over_what_could_not_be_written() -> None:
    world = World()
    world.units.broken = 1
    world.history.note(world.held, operation("a", 1.0))
    with pytest.raises(Unavailable):
        await world.history.flush()
    world.history.note(world.held, operation("a", 2.0))
    await world.history.flush()
    (step,) = await world.records.operations(world.held.key)
    assert (step.changed, step.state) == (2.0, ProvisioningState.FAILED)


async def test_the_end_is_tried_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nameplate.resource_manager.deployments.history.AGAIN_SECONDS", 0.0)
    world = World()
    world.units.broken = 9
    world.history.change(world.held)
    await world.history.settle()
    world.units.broken = 10
    world.history.change(world.held)
    with pytest.raises(Unavailable):
        await world.history.settle()
