"""A cache that follows the change epoch."""

from nameplate.core.epoch import EpochCache, FixedEpoch


def test_what_was_put_is_held_until_the_epoch_moves() -> None:
    epoch = FixedEpoch()
    cache: EpochCache[str, int] = EpochCache(epoch)
    cache.put("a", 1, seen=cache.epoch)

    assert cache.get("a") == 1
    epoch.value += 1
    assert cache.get("a") is None


def test_what_was_read_before_a_change_is_not_held() -> None:
    """A read that a change overtook must not be served as news."""
    epoch = FixedEpoch()
    cache: EpochCache[str, int] = EpochCache(epoch)
    seen = cache.epoch
    epoch.value += 1
    cache.put("a", 1, seen=seen)

    assert cache.get("a") is None


def test_a_cache_is_bounded_and_drops_the_oldest() -> None:
    cache: EpochCache[int, int] = EpochCache(FixedEpoch(), limit=2)
    for key in range(3):
        cache.put(key, key, seen=cache.epoch)

    assert [cache.get(key) for key in range(3)] == [None, 1, 2]


def test_a_cache_can_be_emptied() -> None:
    cache: EpochCache[str, int] = EpochCache(FixedEpoch(1))
    cache.put("a", 1, seen=1)

    cache.clear()

    assert cache.get("a") is None
