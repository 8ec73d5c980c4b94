"""One resource's change, as ARM's ``WhatIfChange`` has it (records ``res-0090``, ``res-0151``)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from nameplate.resource_manager.deployments.what_if.differences import Show, differences

_MOMENTARY: Final = frozenset(("systemData", "etag"))
_ENVELOPE: Final = ("id", "name", "type", "apiVersion")


class ChangeType(StrEnum):
    """What becomes of one resource."""

    CREATE = "Create"
    DELETE = "Delete"
    IGNORE = "Ignore"
    DEPLOY = "Deploy"
    NO_CHANGE = "NoChange"
    MODIFY = "Modify"
    UNSUPPORTED = "Unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A resource as it is and as it would be; both complete, and sorted by their members."""

    id: str
    type: ChangeType
    before: Mapping[str, Any] | None = field(default=None, repr=False)
    after: Mapping[str, Any] | None = field(default=None, repr=False)
    reason: str = ""
    """Why nothing more can be said."""

    def document(self, show: Show) -> dict[str, Any]:
        """All that is known."""
        found: dict[str, Any] = {"resourceId": self.id, "changeType": self.type}
        if self.reason:
            found["unsupportedReason"] = self.reason
        if self.before is not None:
            found["before"] = show(self.before)
        if self.after is not None:
            found["after"] = show(self.after)
        if self.type is ChangeType.MODIFY and self.before is not None and self.after is not None:
            found["delta"] = differences(self.before, self.after, show=show)
        return found

    @property
    def short(self) -> dict[str, Any]:
        """``ResourceIdOnly``: what is there and in the template is deployed, whatever changes."""
        known = (ChangeType.MODIFY, ChangeType.NO_CHANGE)
        kind = ChangeType.DEPLOY if self.type in known else self.type
        found: dict[str, Any] = {"resourceId": self.id, "changeType": kind}
        return {**found, "unsupportedReason": self.reason} if self.reason else found


def compared(
    resource_id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> Change:
    """What a PUT changes, of two documents made by ``tidy``."""
    kind = ChangeType.CREATE
    if before is not None:
        kind = ChangeType.MODIFY if differences(before, after) else ChangeType.NO_CHANGE
    return Change(id=resource_id, type=kind, before=before, after=after)


def tidy(
    document: Mapping[str, Any], resource_id: str, *, type_name: str, api_version: str
) -> dict[str, Any]:
    """A document as what-if shows one: sorted, without nulls and what is only of the moment."""
    own = {
        "id": resource_id,
        "name": resource_id.rpartition("/")[2],
        "type": type_name,
        "apiVersion": api_version,
    }
    body = {
        name: value
        for name, value in document.items()
        if name not in _MOMENTARY and name not in _ENVELOPE
    }
    found: dict[str, Any] = _sorted({**own, **body})
    return found


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value) if value[name] is not None}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
