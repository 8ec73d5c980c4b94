"""Each assertion once."""

from nameplate.authority.replays import UsedAssertions


def test_the_second_use_is_refused_until_it_is_over() -> None:
    used = UsedAssertions()
    assert used.use("a", "1", until=100, now=0)
    assert not used.use("a", "1", until=100, now=99)
    assert used.use("b", "1", until=100, now=99)
    assert used.use("a", "1", until=200, now=100)
    assert not used.use("a", "1", until=200, now=150)


def test_memory_is_bounded_by_what_is_over() -> None:
    used = UsedAssertions(limit=3)
    assert all(used.use("a", str(each), until=100, now=0) for each in range(3))
    assert not used.use("a", "3", until=200, now=50)
    assert used.use("a", "3", until=200, now=100)
    assert len(used._until) == 1
