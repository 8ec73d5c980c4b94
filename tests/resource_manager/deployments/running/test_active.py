"""The runs of a process."""

import asyncio

from nameplate.resource_manager.deployments.running.active import ActiveRun, Runs
from tests.conformance.deployments_kit import deployment, operation, run_of
from tests.fakes.deployment_records import FakeDeploymentRecords
from tests.fakes.units import FakeUnits
from tests.resource_manager.deployments.deploying import until


def active_run(name: str = "d1") -> ActiveRun:
    """A run that knows its deployment, and one nested in it."""
    held = deployment(name)
    records, units = FakeDeploymentRecords(), FakeUnits()
    active = ActiveRun(run_of(held), records, units, correlation_id="c")
    active.change(held)
    active.change(deployment(f"{name}-inner", root=held.key))
    return active


def test_a_run_goes_on_until_it_is_told_otherwise() -> None:
    key, inner = deployment().key, deployment("d1-inner").key
    for end in (ActiveRun.lose, lambda run: setattr(run, "stopping", True)):
        active = active_run()
        assert active.goes_on(key)
        end(active)
        assert not active.goes_on(key)
    active = active_run()
    active.cancel(inner)
    assert (active.goes_on(key), active.goes_on(inner)) == (True, False)
    active.cancel(key)
    assert active.is_cancelled(key)
    assert active.is_cancelled(deployment("another-inner").key)


def test_what_it_notes_is_seen_at_once() -> None:
    active, held = active_run(), deployment()
    active.note(held, operation("a"))
    assert list(active.operations[held.key]) == ["OPa"]


async def test_a_run_is_found_by_all_that_is_in_it_while_it_lasts() -> None:
    runs, active, free = Runs(), active_run(), asyncio.Event()

    async def main() -> None:
        await free.wait()

    runs.start(active, main())
    inner = deployment("d1-inner")
    found = [
        runs.find(deployment().key),
        runs.find(inner.key, inner.token),
        runs.find(inner.key, "another token"),
        runs.find("/none"),
    ]
    waiting = asyncio.create_task(runs.wait_for(inner.key))
    await asyncio.sleep(0)
    still = not waiting.done()
    free.set()
    await waiting
    await until(lambda: not runs.every)

    assert found == [active, active, None, None]
    assert still
    await runs.wait_for(inner.key)
    await runs.wait()


async def test_the_newest_run_of_a_name_is_meant() -> None:
    runs, old, new, free = Runs(), active_run(), active_run(), asyncio.Event()

    async def main() -> None:
        await free.wait()

    runs.start(old, main())
    runs.start(new, main())
    assert runs.find(deployment().key) is new
    free.set()
    await runs.wait()


async def test_stopping_lets_a_run_end_what_it_does() -> None:
    runs, active = Runs(), active_run()

    async def main() -> None:
        await until(lambda: active.stopping)

    runs.start(active, main())
    await runs.stop(drain_seconds=0)
    assert runs.every == ()
