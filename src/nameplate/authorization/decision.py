"""The answer to "may this principal do this here": always with its reason.

One object feeds the refusal that a client reads and the line in the audit trail.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nameplate.authorization.permissions import Permission
from nameplate.core.principal import Principal


@dataclass(frozen=True, slots=True)
class Looked:
    """A policy or an assignment of the principal that a decision looked at, and what came of it."""

    kind: Literal["accessPolicy", "roleAssignment"]
    holder: str
    """The object id that it names: the principal's own, or that of a group which it is in."""
    scope: str
    """The vault, or the assignment's scope."""
    gives: str
    """``secrets get list``, or the role's name."""
    verdict: str
    decides: bool = False
    """Whether it is the one that allows."""
    id: str = ""
    """The assignment's ARM id."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may; ``by`` names what allows it (a policy, a role, ``owner``, ``learning``)."""

    reason: str
    by: str
    assignment: str | None = None
    """The name of the role assignment that allows it, when one does."""
    looked: tuple[Looked, ...] = ()
    """What was looked at; the last is what allows it."""

    def __bool__(self) -> Literal[True]:
        return True

    @property
    def learned(self) -> bool:
        """Whether only learning allowed it: without it this would have been refused."""
        return self.by == LEARNING


@dataclass(frozen=True, slots=True)
class Denied:
    """It may not; ``missing`` is the permission (or the action) that it lacks."""

    reason: str
    missing: Permission | str
    grantable: bool = True
    """Whether giving the missing permission to this very principal would allow it."""
    remedy: str = ""
    """The name of the smallest built-in role that would allow it at the scope that was asked."""
    looked: tuple[Looked, ...] = ()
    """What was looked at: all that the principal has there."""
    held: tuple[str, ...] = ()
    """The permissions of the missing one's kind in its own policy: a policy that is set anew must
    name them, too."""

    def __bool__(self) -> Literal[False]:
        return False


Decision: TypeAlias = Allowed | Denied

LEARNING = "learning"


def describe(principal: Principal) -> str:
    """A principal as a reason names it: its display name and object id."""
    return f"'{principal.display_name}' ({principal.object_id})"
