"""What an expression learns from resources while a deployment runs: ``reference()``, ``list*()``.

Evaluation does no input or output. It asks ``References``; an answer that is not there yet is
``Awaiting``, and ``settle`` fetches it and evaluates again until all are known.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question to a resource."""

    action: str
    """``reference``, or the POST that a ``list*`` function is: ``listKeys``."""
    resource_id: str
    api_version: str
    full: bool = False
    """Of ``reference``: the whole resource (``'Full'``), not only its ``properties``."""
    body: str = ""
    """Of ``list*``: the JSON of its third argument; empty where there was none."""


class Awaiting(Exception):
    """An answer that is not known yet."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(f"{wanted.action} of {wanted.resource_id}")
        self.wanted = wanted


class References(Protocol):
    """What is known of resources at run time."""

    def find(self, wanted: Wanted) -> Any:
        """The answer. Raises ``Awaiting`` while it is unknown.

        Leaves that are a ``SecretValue`` stay hidden in all that is computed from them.
        """
        ...


class Answers:
    """The answers that were fetched so far."""

    def __init__(self) -> None:
        self._known: dict[Wanted, Any] = {}

    def find(self, wanted: Wanted) -> Any:
        if wanted not in self._known:
            raise Awaiting(wanted)
        return self._known[wanted]

    def put(self, wanted: Wanted, answer: Any) -> None:
        self._known[wanted] = answer


Does = Callable[[Callable[[References], T], References], Awaitable[T]]
"""Who computes: in a thread, say."""


async def _at_once(compute: Callable[[References], T], references: References) -> T:
    return compute(references)


async def settle(
    compute: Callable[[References], T],
    fetch: Callable[[Wanted], Awaitable[Any]],
    do: Does[T] = _at_once,
) -> T:
    """Compute a value, fetching each answer that it turns out to need."""
    answers = Answers()
    while True:
        try:
            return await do(compute, answers)
        except Awaiting as awaiting:
            wanted = awaiting.wanted
        answers.put(wanted, await fetch(wanted))
