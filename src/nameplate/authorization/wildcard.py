"""Does a role's pattern mean this action? ``*`` stands for any characters, anywhere; case for none.

Azure's role definitions: ``*/read``, ``Microsoft.KeyVault/vaults/*``. A star crosses slashes and
may stand for nothing; between two slashes it may stand for nothing together with one of them:
``userAssignedIdentities/*/assign/action`` is how Managed Identity Operator gives
``userAssignedIdentities/assign/action``.
"""

from collections.abc import Iterable


def matches(pattern: str, action: str) -> bool:
    """Whether a pattern means an action. Linear in both: the first fit of each part is enough."""
    head, *rest = pattern.lower().split("*")
    wanted = action.lower()
    if not rest:
        return wanted == head
    if not wanted.startswith(head):
        return False
    at, before = len(head), head
    for part in rest[:-1]:
        found = wanted.find(part, at - _shared(before, part))
        if found < 0:
            return False
        at, before = found + len(part), part
    tail = rest[-1]
    return wanted.endswith(tail) and len(wanted) - len(tail) >= at - _shared(before, tail)


def first_match(patterns: Iterable[str], action: str) -> str | None:
    """The first pattern that means an action."""
    return next((pattern for pattern in patterns if matches(pattern, action)), None)


def _shared(before: str, after: str) -> int:
    """How many characters the parts on both sides of a star may share: the slash of ``/*/``."""
    return int(before.endswith("/") and after.startswith("/"))
