"""Random bytes for names and numbers that nobody may guess, taken from the system by the page.

A call of the system lets other threads run; where each token and each request needs one, that
costs more than the bytes.
"""

import os
from typing import Final

LONGEST: Final = 32
_WORDS: Final = 128
_held: Final[list[bytes]] = []


def random_bytes(count: int) -> bytes:
    """As many random bytes, at most ``LONGEST``; no byte is given twice."""
    if not 0 < count <= LONGEST:
        raise ValueError(f"1 to {LONGEST} bytes at a time, not {count}")
    try:
        return _held.pop()[:count]
    except IndexError:
        pass
    page = os.urandom(LONGEST * _WORDS)
    _held.extend(page[at : at + LONGEST] for at in range(LONGEST, len(page), LONGEST))
    return page[:count]
