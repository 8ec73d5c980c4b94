"""The event loop that every server runs on (decision 1: half the CPU of the standard one)."""

import gc
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

import uvloop

T = TypeVar("T")

_YOUNG_OBJECTS: Final = 20_000


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on a loop of its own."""
    return uvloop.run(main)


def settle() -> None:
    """Tell the collector that what there is now lasts: called once a long-lived server is ready.

    A request leaves no cycles behind, so that it need not look at the young ones so often either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 10, 10)
