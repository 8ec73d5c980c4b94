"""Reads that are memory when warm."""

from nameplate.core.epoch import FixedEpoch
from nameplate.directory.cached import CachedRead


class Shelf:
    """Answers from a dictionary and counts."""

    def __init__(self) -> None:
        self.reads = 0
        self.values: dict[str, str] = {"a": "1"}

    async def read(self, key: str) -> str | None:
        self.reads += 1
        return self.values.get(key)


async def test_a_warm_read_is_memory() -> None:
    shelf = Shelf()
    cached = CachedRead(shelf.read, FixedEpoch())
    assert cached.peek("a") is None
    assert [await cached.get("a"), await cached.get("a")] == ["1", "1"]
    assert cached.peek("a") == ("1",)
    assert shelf.reads == 1


async def test_a_moved_epoch_is_read_again() -> None:
    shelf, epoch = Shelf(), FixedEpoch()
    cached = CachedRead(shelf.read, epoch)
    await cached.get("a")
    shelf.values["a"] = "2"
    epoch.value += 1
    assert await cached.get("a") == "2"


async def test_what_is_not_there_is_not_held() -> None:
    shelf = Shelf()
    cached = CachedRead(shelf.read, FixedEpoch(), limit=1)
    await cached.get("a")
    assert await cached.get("guess") is None
    assert cached.peek("a") == ("1",)


async def test_read_again_goes_past_memory_and_is_held() -> None:
    shelf = Shelf()
    cached = CachedRead(shelf.read, FixedEpoch())
    await cached.get("a")
    shelf.values["a"] = "2"
    assert await cached.read_again("a") == "2"
    assert await cached.get("a") == "2"
