"""Timers, on a clock that a test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nameplate_functions.retries import RetryPolicy
from nameplate_functions.schedule import parse_schedule
from nameplate_functions.timer_states import TimerState, TimerStates
from nameplate_functions.timers import Timer
from tests.fakes.moments import Moments, settled
from tests.function_host.making import Caller, function, journal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def timer(
    schedule: str,
    clock: Moments,
    caller: Caller,
    data: Path,
    retry: RetryPolicy | None = None,
    **options: Any,
) -> Timer:
    return Timer(
        function("tick", trigger="timerTrigger", **options),
        parse_schedule(schedule),
        UTC,
        states=TimerStates(data),
        invoker=caller,
        clock=clock,
        journal=journal(clock)[0],
        retry=retry,
    )


@asynccontextmanager
async def listening(made: Timer) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(made.listen())
    await settled()
    yield task
    made.stop()
    await asyncio.wait_for(task, 5)


async def test_it_fires_when_it_is_due(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()
    async with listening(timer("0 */5 * * * *", clock, caller, tmp_path)):
        await clock.advance(299)
        assert not caller.causes
        await clock.advance(2)
        await clock.advance(600)

    assert len(caller.causes) == 3
    assert caller.causes[0].reason == "Timer fired at 2026-11-23T12:05:00+00:00"
    assert not caller.causes[0].value.past_due
    assert caller.causes[0].value.schedule_status["Next"] == "2026-11-23T12:10:00+00:00"


async def test_a_call_that_fails_is_not_the_last(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller(fails=1)
    async with listening(timer("0 * * * * *", clock, caller, tmp_path)):
        await clock.advance(120)

    assert len(caller.causes) == 2


async def test_a_long_call_leaves_out_what_it_missed(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()
    caller.meanwhile = lambda: clock.sleep(150)
    async with listening(timer("0 * * * * *", clock, caller, tmp_path)):
        await clock.advance(300)
        assert [each.reason[-14:-6] for each in caller.causes] == ["12:01:00", "12:04:00"]
        caller.meanwhile = None
        await clock.advance(100)


async def test_it_runs_at_the_start_when_told_to(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()
    async with listening(timer("0 0 0 * * *", clock, caller, tmp_path, runOnStartup=True)):
        pass

    assert "RunOnStartup" in caller.causes[0].details
    assert not caller.causes[0].value.past_due


async def test_a_time_that_was_missed_is_made_up_for(tmp_path: Path) -> None:
    """Once, as past due, at the next life of the host."""
    TimerStates(tmp_path).write("tick", TimerState(None, NOON - timedelta(hours=1), NOON))
    clock, caller = Moments(NOON), Caller()

    async with listening(timer("0 0 11 * * *", clock, caller, tmp_path)):
        await clock.advance(3600)

    assert len(caller.causes) == 1
    assert caller.causes[0].value.past_due
    assert "IsPastDue, OriginalSchedule: 2026-11-23T11:00:00" in caller.causes[0].details


async def test_the_state_outlives_the_host(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()
    async with listening(timer("0 0 * * * *", clock, caller, tmp_path)):
        await clock.advance(3600)
    await clock.advance(4000)

    async with listening(timer("0 0 * * * *", clock, caller, tmp_path)):
        pass

    assert [each.value.past_due for each in caller.causes] == [False, True]


async def test_what_is_not_monitored_is_not_remembered(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()
    async with listening(timer("0 0 * * * *", clock, caller, tmp_path, useMonitor=False)):
        await clock.advance(3600)
    async with listening(timer("*/10 * * * * *", clock, caller, tmp_path)):
        await clock.advance(10)

    assert TimerStates(tmp_path).read("tick") is None


async def test_a_timer_that_is_never_due_ends_by_saying_so(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller()

    await timer("0 0 0 30 2 *", clock, caller, tmp_path).listen()

    assert not caller.causes


async def test_a_clock_that_is_set_is_noticed(tmp_path: Path) -> None:
    """Nobody sleeps longer than an hour at once."""
    clock = Moments(NOON)
    async with listening(timer("0 0 0 1 1 *", clock, Caller(), tmp_path)):
        assert clock.pauses == [3600.0]


async def test_a_call_by_hand_has_a_request(tmp_path: Path) -> None:
    clock = Moments(NOON)

    cause = timer("0 0 * * * *", clock, Caller(), tmp_path).value("anything")

    assert not cause.value.past_due
    assert cause.value.schedule == {"AdjustForDST": True}


async def test_a_call_that_fails_is_made_again_as_its_policy_says(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller(fails=2)
    policy = RetryPolicy(3, timedelta(seconds=10))
    async with listening(timer("0 */5 * * * *", clock, caller, tmp_path, policy)):
        await clock.advance(300)
        assert len(caller.causes) == 1
        await clock.advance(9)
        assert len(caller.causes) == 1
        await clock.advance(1)
        assert len(caller.causes) == 2
        await clock.advance(200)

    counts = [(each.retry_count, each.max_retry_count) for each in caller.causes]
    assert counts == [(0, 3), (1, 3), (2, 3)]


async def test_a_policy_ends(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller(fails=100)
    policy = RetryPolicy(2, timedelta(seconds=1))
    async with listening(timer("0 */5 * * * *", clock, caller, tmp_path, policy)):
        await clock.advance(300)
        for _ in range(20):
            await clock.advance(1)

    assert len(caller.causes) == 3


async def test_a_host_that_stops_does_not_wait_for_another_try(tmp_path: Path) -> None:
    clock, caller = Moments(NOON), Caller(fails=100)
    policy = RetryPolicy(-1, timedelta(hours=1))
    async with listening(timer("0 */5 * * * *", clock, caller, tmp_path, policy)):
        await clock.advance(300)

    assert len(caller.causes) == 1
