"""Azure RBAC as its documentation tells it, read naively: nothing here knows the product.

"What is Azure role-based access control", "Understand scope", "Understand role definitions" and
"What is ABAC": an assignment holds at its scope and below it; a role gives ``actions`` less the
``notActions`` beside them, and likewise for data; what any assignment gives is allowed, to whoever
is in a group what the group has; ``*`` stands for any text. Everything is plain dictionaries, as a
REST client would read them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

Json = Mapping[str, Any]


class Oracle:
    """The answer for one tenant."""

    def __init__(
        self,
        tenant: str,
        *,
        roles: Mapping[str, Json],
        assignments: Sequence[Json],
        groups: Mapping[str, Sequence[str]],
        parents: Mapping[str, str],
    ) -> None:
        """``groups``: the direct members of each; ``parents``: what a management group or a
        subscription stands in, by its lower-case id; the root group for what is not named.
        """
        self._root = f"/providers/microsoft.management/managementgroups/{tenant}"
        self._roles = roles
        self._assignments = assignments
        self._groups = groups
        self._parents = parents
        self._who = cache(self._with_groups)
        self._where = cache(lambda scope: frozenset(self._upwards(scope)))

    def allows(self, principal: str, action: str, scope: str, *, data: bool) -> bool:
        """Whether a principal may do an action at a scope."""
        who, where = self._who(principal), self._where(scope)
        return any(
            assignment["principalId"] in who
            and assignment["scope"].lower().rstrip("/") in where
            and self._gives(assignment, action, data=data)
            for assignment in self._assignments
        )

    def _gives(self, assignment: Json, action: str, *, data: bool) -> bool:
        role = self._roles.get(assignment["roleId"])
        # Conditions may restrict these; nobody here reads conditions, so they give none of them.
        restricted = data or action.lower() in (
            "microsoft.authorization/roleassignments/write",
            "microsoft.authorization/roleassignments/delete",
        )
        if role is None or (restricted and assignment.get("condition")):
            return False
        given, taken = ("dataActions", "notDataActions") if data else ("actions", "notActions")
        for permission in role["permissions"]:
            if restricted and permission.get("condition"):
                continue
            named = any(means(pattern, action) for pattern in permission.get(given, ()))
            if named and not any(means(pattern, action) for pattern in permission.get(taken, ())):
                return True
        return False

    def _with_groups(self, principal: str) -> set[str]:
        found, before = {principal}, 0
        while len(found) > before:
            before = len(found)
            found |= {group for group, members in self._groups.items() if found & set(members)}
        return found

    def _upwards(self, scope: str) -> Iterator[str]:
        """A scope and everything that it is in; ``""`` is the tenant."""
        here = scope.lower().rstrip("/")
        while here:
            yield here
            here = self._above(here)
        yield ""

    def _above(self, scope: str) -> str:
        if scope == self._root:
            return ""
        parts = scope.split("/")
        alone = len(parts) == 3 or "managementgroups" in parts
        if alone:  # a subscription or a management group
            return self._parents.get(scope, self._root)
        shorter = parts[:-2]
        if shorter[-2:-1] == ["providers"]:  # the last type of a provider: its namespace goes too
            shorter = shorter[:-2]
        return "/".join(shorter)


@cache
def means(pattern: str, action: str) -> bool:
    """Whether a pattern stands for an action. Between two slashes a star may stand for nothing."""
    return any(_fits(each, action.lower()) for each in _readings(pattern.lower()))


@cache
def _readings(pattern: str) -> frozenset[str]:
    found = {pattern}
    while True:
        shorter = {
            each[:at] + each[at + 2 :]
            for each in found
            for at in range(len(each))
            if each[at : at + 3] == "/*/"
        }
        if shorter <= found:
            return frozenset(found)
        found |= shorter


def _fits(pattern: str, text: str) -> bool:
    """One character after the other; a star tries every length."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_fits(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return text[:1] == pattern[0] and _fits(pattern[1:], text[1:])
