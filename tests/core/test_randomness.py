"""Random bytes: as many as asked for, never the same ones."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nameplate.core.randomness import LONGEST, random_bytes


@pytest.mark.parametrize("count", [1, 16, 27, LONGEST])
def test_there_are_as_many_as_asked_for(count: int) -> None:
    assert len(random_bytes(count)) == count


@pytest.mark.parametrize("count", [-1, 0, LONGEST + 1])
def test_more_than_a_word_is_not_given(count: int) -> None:
    with pytest.raises(ValueError, match="bytes at a time"):
        random_bytes(count)


def test_no_two_callers_get_the_same_in_any_number_of_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: random_bytes(16), range(2000)))

    assert len(set(found)) == 2000
