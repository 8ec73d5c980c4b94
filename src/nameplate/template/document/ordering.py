"""Putting things after what they need."""

import heapq
from collections.abc import Collection, Sequence


class Cycle(Exception):
    """Things that need one another; ``members`` are their indices, each needing the next."""

    def __init__(self, members: list[int]) -> None:
        super().__init__("a cycle")
        self.members = members


def in_order(needs: Sequence[Collection[int]]) -> list[int]:
    """Indices so that each comes after those it needs, else as given. Raises ``Cycle``."""
    waiting = [len(set(needed)) for needed in needs]
    needed_by: list[list[int]] = [[] for _ in needs]
    for index, needed in enumerate(needs):
        for other in set(needed):
            needed_by[other].append(index)
    ready = [index for index, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while ready:
        index = heapq.heappop(ready)
        order.append(index)
        for other in needed_by[index]:
            waiting[other] -= 1
            if waiting[other] == 0:
                heapq.heappush(ready, other)
    if len(order) < len(needs):
        raise Cycle(_cycle(needs, [index for index, count in enumerate(waiting) if count]))
    return order


def _cycle(needs: Sequence[Collection[int]], stuck: list[int]) -> list[int]:
    """One cycle among those that could not be placed."""
    left = set(stuck)
    path: list[int] = []
    seen: dict[int, int] = {}
    at = stuck[0]
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = min(other for other in needs[at] if other in left)
    return path[seen[at] :]
