"""Tokens that live for a moment: for whoever asks while a test wants to see them end.

The limit holds for one request and the tasks that it starts. What is issued under it is kept by no
cache: the next request gets a token with its whole life again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_LIMIT: Final[ContextVar[int | None]] = ContextVar("seconds that a token lives", default=None)


@contextmanager
def shortened(seconds: int) -> Iterator[None]:
    """Tokens that are issued in this block live so many seconds at most."""
    mark = _LIMIT.set(seconds)
    try:
        yield
    finally:
        _LIMIT.reset(mark)


def limit() -> int | None:
    """The seconds that a token may live, where there is a limit now."""
    return _LIMIT.get()
