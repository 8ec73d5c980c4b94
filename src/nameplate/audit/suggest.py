"""Least privilege, read from the trail: what a principal used, and what it was refused.

The smallest access policies that would have let the same run pass, no line more, and the actions
for which it needs roles. Pure; the words of az, ARM or Bicep are the command line's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nameplate.audit.event import Event, EventKind

_ALLOWING: Final = frozenset(("allowed", "learned"))
_NAMESPACES: Final = ("Microsoft.",)
_VAULT_DATA: Final = "microsoft.keyvault/vaults/secrets/"


@dataclass(frozen=True, slots=True)
class UsedPermissions:
    """The permissions of one kind on one vault, in alphabetical order."""

    vault_id: str
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class UsedAction:
    """An action that roles give, and where it was done."""

    scope: str
    action: str
    data: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was used (allowed, or allowed while learning), and what was only ever refused."""

    used: tuple[UsedPermissions, ...]
    refused: tuple[UsedPermissions, ...]
    used_actions: tuple[UsedAction, ...] = ()
    refused_actions: tuple[UsedAction, ...] = ()


class _Collected:
    """Permissions by vault and kind; a vault's id is compared without regard to case."""

    def __init__(self) -> None:
        self._spelling: dict[str, str] = {}
        self._names: dict[tuple[str, str], set[str]] = {}

    def add(self, vault_id: str, action: str) -> None:
        kind, _, name = action.lower().partition("/")
        key = vault_id.lower()
        self._spelling.setdefault(key, vault_id)
        self._names.setdefault((key, kind), set()).add(name)

    def holds(self, vault_key: str, kind: str, name: str) -> bool:
        return name in self._names.get((vault_key, kind), ())

    def result(self, *, without: "_Collected | None" = None) -> tuple[UsedPermissions, ...]:
        """What was collected and is not in ``without``."""
        found = []
        for (vault, kind), names in sorted(self._names.items()):
            left = {n for n in names if without is None or not without.holds(vault, kind, n)}
            if left:
                found.append(UsedPermissions(self._spelling[vault], kind, tuple(sorted(left))))
        return tuple(found)


def is_vault_decision(event: Event) -> bool:
    """Whether the event is a decision about a permission on a vault."""
    return (
        event.kind is EventKind.DECISION
        and event.action.count("/") == 1
        and "/providers/microsoft.keyvault/vaults/" in event.resource.lower()
    )


def action_of(event: Event) -> UsedAction | None:
    """The action of roles that an event is about: one on data, or one on resources.

    What is done to resources is told by changes (of theirs) and refusals; reading them leaves no
    line. A change of a secret is told by its decision.
    """
    if not event.action.startswith(_NAMESPACES):
        return None
    in_vault = event.action.lower().startswith(_VAULT_DATA) and "/vaults/" in event.resource.lower()
    if in_vault and event.kind is EventKind.DECISION:
        return UsedAction(event.resource, event.action, data=True)
    if in_vault or event.kind not in (EventKind.DECISION, EventKind.CHANGE):
        return None
    return UsedAction(event.resource, event.action, data=False)


def suggest(events: Iterable[Event]) -> Suggestion:
    """Read what one principal's events show that it needs."""
    used, refused = _Collected(), _Collected()
    done: set[UsedAction] = set()
    not_done: set[UsedAction] = set()
    for event in events:
        allowed = event.outcome in _ALLOWING
        if is_vault_decision(event):
            (used if allowed else refused).add(event.resource, event.action)
        elif action := action_of(event):
            (done if allowed else not_done).add(action)
    return Suggestion(
        used.result(),
        refused.result(without=used),
        tuple(sorted(done)),
        tuple(sorted(not_done - done)),
    )
