"""Heavy work: a few computations at once, none on the loop."""

import asyncio
import threading

from nameplate.resource_manager.deployments.work import Work


async def test_work_is_done_in_threads_a_few_at_a_time() -> None:
    work, main = Work(at_once=2), threading.get_ident()
    gate, running, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def compute(number: int) -> tuple[int, int]:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
            if running[0] == 2:
                gate.set()
        gate.wait(10)
        with lock:
            running[0] -= 1
        return number, threading.get_ident()

    found = await asyncio.gather(*(work.do(compute, number) for number in range(6)))
    assert [number for number, _ in found] == list(range(6))
    assert all(thread != main for _, thread in found)
    assert most[0] == 2


async def test_what_is_held_is_not_worked_in() -> None:
    work, done = Work(at_once=1), asyncio.Event()

    async def compute() -> None:
        await work.do(int)
        done.set()

    async with work.held():
        task = asyncio.create_task(compute())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not done.is_set()
    await task
    assert done.is_set()
