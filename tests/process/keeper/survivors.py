"""Counting an app's processes from outside, however they hide: by a mark in their environment."""

import asyncio
import contextlib
from pathlib import Path


def marked(mark: str) -> list[int]:
    """The processes that carry a mark in their environment."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with contextlib.suppress(OSError):
                if mark.encode() in (each / "environ").read_bytes():
                    found.append(int(each.name))
    return found


async def none_left(mark: str, seconds: float = 10.0) -> bool:
    """Whether every marked process is gone before the time is over."""
    for _ in range(int(seconds / 0.05)):
        if not marked(mark):
            return True
        await asyncio.sleep(0.05)
    return False
