"""The garbage collector of this process, while much is loaded that lasts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Nothing is looked through for garbage in this block: modules and classes are none.

    Loading half of the house has the collector look at all of it a dozen times, which is a tenth of
    the time it takes. Whoever has switched the collector off finds it off.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
