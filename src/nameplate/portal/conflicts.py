"""Two people save at once: what the second one's page was opened with, and what is there now.

A form carries the etag and the facts that it was made with (``seen``). When the etag does not
match any more, the facts tell whether what the person looked at has changed, or something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that somebody else changed meanwhile."""

    label: str
    before: str
    now: str


def seen(facts: Mapping[str, str]) -> str:
    """The facts of a page, for its form's hidden field ``seen``."""
    return orjson.dumps(dict(facts)).decode()


def changes(given: str, now: Mapping[str, str]) -> tuple[Change, ...]:
    """What is different now from what a form was made with."""
    before = _read(given)
    names = dict.fromkeys((*before, *now))
    return tuple(
        Change(name, before.get(name, "nothing"), now.get(name, "nothing"))
        for name in names
        if before.get(name) != now.get(name)
    )


def _read(given: str) -> dict[str, str]:
    try:
        facts = orjson.loads(given[:_LONGEST])
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(facts, dict):
        return {}
    return {name: value for name, value in facts.items() if isinstance(value, str)}
