"""Ids of principals that are the same in each test that makes the same things in the same order.

What is made twice in a test has two ids, as in Azure: an identity that was switched off and on
again is another one, and two applications may have one name.
"""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID, uuid5


class RepeatableIds:
    """Makes ids (``directory.Principals.new_id``)."""

    def __init__(self, namespace: UUID) -> None:
        self._namespace = namespace
        self._made: Counter[str] = Counter()

    def __call__(self, of: str) -> str:
        """An id for something; another one each time."""
        what = of.lower()
        self._made[what] += 1
        number = self._made[what]
        return str(uuid5(self._namespace, what if number == 1 else f"{what} {number}"))

    def made(self) -> Mapping[str, int]:
        """How many there were made for what, to be put back later."""
        return dict(self._made)

    def put_back(self, made: Mapping[str, int]) -> None:
        """Go on as if no more had been made."""
        self._made = Counter(made)
