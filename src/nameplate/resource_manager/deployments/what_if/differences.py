"""The difference of two documents, as ``WhatIfPropertyChange`` has it.

Values that may not be seen are ``SecretValue``: they compare by what is in them, and are masked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from nameplate.template.secrets import redact, reveal

MASK: Final = "*****"
Show = Callable[[Any], Any]


class PropertyChange(StrEnum):
    """What becomes of one property."""

    CREATE = "Create"
    DELETE = "Delete"
    MODIFY = "Modify"
    ARRAY = "Array"


def masked(value: Any) -> Any:
    """A value as it may be seen."""
    return redact(value, MASK)


def differences(before: Any, after: Any, *, show: Show = masked) -> list[dict[str, Any]]:
    """Every change between two documents, by its path; none when they say the same."""
    return list(_members(before, after, "", show))


def _members(
    before: Mapping[str, Any], after: Mapping[str, Any], at: str, show: Show
) -> Iterator[dict[str, Any]]:
    for name in sorted({*before, *after}):
        path = f"{at}.{name}" if at else name
        if name not in before:
            yield _change(path, PropertyChange.CREATE, show, after=after[name])
        elif name not in after:
            yield _change(path, PropertyChange.DELETE, show, before=before[name])
        else:
            yield from _values(before[name], after[name], path, show)


def _values(before: Any, after: Any, path: str, show: Show) -> Iterator[dict[str, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _members(before, after, path, show)
    elif isinstance(before, list) and isinstance(after, list):
        children = list(_elements(before, after, show))
        if children:
            yield {
                "path": path,
                "propertyChangeType": PropertyChange.ARRAY,
                "before": show(before),
                "after": show(after),
                "children": children,
            }
    elif not same(before, after):
        yield _change(path, PropertyChange.MODIFY, show, before=before, after=after)


def _elements(before: Sequence[Any], after: Sequence[Any], show: Show) -> Iterator[dict[str, Any]]:
    """Elements that are in both are no change, wherever they stand; the others go in pairs."""
    left, new = _unmatched(before, after), _unmatched(after, before)
    for (_, old), (at, value) in zip(left, new, strict=False):
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            inner = list(_members(old, value, "", show))
            yield {
                "path": str(at),
                "propertyChangeType": PropertyChange.MODIFY,
                "before": show(old),
                "after": show(value),
                "children": inner,
            }
        else:
            yield _change(str(at), PropertyChange.MODIFY, show, before=old, after=value)
    for at, old in left[len(new) :]:
        yield _change(str(at), PropertyChange.DELETE, show, before=old)
    for at, value in new[len(left) :]:
        yield _change(str(at), PropertyChange.CREATE, show, after=value)


def _unmatched(these: Sequence[Any], those: Sequence[Any]) -> list[tuple[int, Any]]:
    rest = [reveal(each) for each in those]
    found = []
    for at, value in enumerate(these):
        opened = reveal(value)
        position = next((i for i, each in enumerate(rest) if same(each, opened)), None)
        if position is None:
            found.append((at, value))
        else:
            del rest[position]
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are one; ``true`` is not ``1``."""
    one, other = reveal(one), reveal(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _change(path: str, kind: PropertyChange, show: Show, **values: Any) -> dict[str, Any]:
    shown = {name: show(value) for name, value in values.items()}
    return {"path": path, "propertyChangeType": kind, **shown}
