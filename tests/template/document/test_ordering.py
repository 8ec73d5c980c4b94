"""Putting things after what they need."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.template.document.ordering import Cycle, in_order


@settings(max_examples=60, deadline=None)
@given(data=st.data(), count=st.integers(0, 12))
def test_each_comes_after_what_it_needs(data: st.DataObject, count: int) -> None:
    places = data.draw(st.permutations(range(count)))
    needs = [
        data.draw(st.sets(st.sampled_from(places[: places.index(at)]), max_size=3))
        if places.index(at)
        else set()
        for at in range(count)
    ]
    order = in_order(needs)
    assert sorted(order) == list(range(count))
    assert all(order.index(other) < order.index(at) for at in order for other in needs[at])


@settings(max_examples=60, deadline=None)
@given(needs=st.lists(st.sets(st.integers(0, 5), max_size=3), min_size=6, max_size=6))
def test_a_cycle_is_told_or_there_is_none(needs: list[set[int]]) -> None:
    try:
        order = in_order(needs)
    except Cycle as cycle:
        around = [*cycle.members, cycle.members[0]]
        assert all(after in needs[at] for at, after in pairwise(around))
    else:
        assert len(order) == 6


def test_what_needs_nothing_stays_in_its_order() -> None:
    assert in_order([set(), set(), set()]) == [0, 1, 2]


def test_what_needs_itself_is_a_cycle() -> None:
    with pytest.raises(Cycle):
        in_order([{0}])
