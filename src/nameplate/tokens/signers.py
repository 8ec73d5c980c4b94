"""Signatures off the loop: a few threads, each given what waits in one piece.

A signature takes a quarter of a millisecond without the interpreter's lock. Handing one over and
back costs a third of that again, so what is asked for in one turn of the loop is shared out among
the threads, and each of them answers once.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from nameplate.crypto.jws import compact
from nameplate.crypto.signing import SigningKey

_AT_ONCE: Final = 8
"""So many signatures one thread makes before it answers: two milliseconds."""

Job = tuple[SigningKey, Mapping[str, Any]]


class Signers:
    """Signs claims. Used by one event loop."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sign")
        self._closed = False
        self._waiting: list[tuple[Job, asyncio.Future[str]]] = []

    async def sign(self, key: SigningKey, claims: Mapping[str, Any]) -> str:
        """The compact JWS of claims (RFC 7515 section 7.1)."""
        if self._closed:
            raise RuntimeError("the signers are closed")
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._share_out, loop)
        signed: asyncio.Future[str] = loop.create_future()
        self._waiting.append(((key, claims), signed))
        return await signed

    def close(self) -> None:
        """Let the threads go; what was asked for is signed first."""
        self._closed = True
        if self._waiting:
            self._share_out(asyncio.get_running_loop())
        self._pool.shutdown()

    def _share_out(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        size = min(_AT_ONCE, -(-len(waiting) // self._threads))
        for at in range(0, len(waiting), size):
            part = waiting[at : at + size]
            jobs = [job for job, _ in part]
            done = loop.run_in_executor(self._pool, _sign_all, jobs)
            done.add_done_callback(partial(_answer, [signed for _, signed in part]))


def _sign_all(jobs: Sequence[Job]) -> list[str]:
    return [compact(key, claims) for key, claims in jobs]


def _answer(waiting: "Sequence[asyncio.Future[str]]", done: "asyncio.Future[list[str]]") -> None:
    """Give each who waits a text, or all of them the problem; whoever has gone gets nothing."""
    problem = None if done.cancelled() else done.exception()
    for at, signed in enumerate(waiting):
        if signed.done():
            continue
        if done.cancelled():
            signed.cancel()
        elif problem is not None:
            signed.set_exception(problem)
        else:
            signed.set_result(done.result()[at])
