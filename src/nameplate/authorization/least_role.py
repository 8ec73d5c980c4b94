"""The smallest role that allows something: what a refusal proposes, and what a run needed.

Azure gives no measure of how much a role allows. Here it is counted in actions that are known, that
is, spelled out by some built-in role: first those that do more than read data, then those that
change resources, then stars, then reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.learning import NeededAction
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import assignable, scope_key

Breadth = tuple[int, int, int, int, int, str]

_READING: Final = ("/read", "/readmetadata/action")


@lru_cache(maxsize=1024)
def smallest_role(
    actions: frozenset[str] = frozenset(), data_actions: frozenset[str] = frozenset()
) -> RoleDefinition | None:
    """The built-in role that allows all of it and least beside; ``None`` when none does."""
    fitting = [
        role
        for role in built_in_roles().values()
        if all(_gives(role, action, data=False) for action in actions)
        and all(_gives(role, action, data=True) for action in data_actions)
    ]
    return min(fitting, key=breadth, default=None)


def smallest_roles(
    actions: Iterable[str], data_actions: Iterable[str]
) -> tuple[RoleDefinition, ...]:
    """Few small roles that allow all of it together; empty when even they cannot.

    One role for what is done to data and one for what is done to resources, unless the first does
    for both: a role that has both of it is usually a broad one.
    """
    wanted, data = frozenset(actions), frozenset(data_actions)
    found = _for_plane(data, data=True)
    if found is None:
        return ()
    rest = frozenset(
        action for action in wanted if not any(_gives(role, action, data=False) for role in found)
    )
    more = _for_plane(rest, data=False)
    if more is None:
        return ()
    return tuple(dict.fromkeys((*found, *more)))


@dataclass(frozen=True, slots=True)
class NeededRoles:
    """What somebody needs at one scope: the exact actions, and small roles that give them."""

    scope: str
    actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    roles: tuple[RoleDefinition, ...]
    """Empty when no built-in roles give all of it: then only a role of one's own does."""


def needed_roles(used: Iterable[NeededAction]) -> tuple[NeededRoles, ...]:
    """Group what was used by where a role for it would be given; a scope each, in order."""
    spelled: dict[str, str] = {}
    found: dict[str, tuple[set[str], set[str]]] = {}
    for each in used:
        scope = assignable(each.scope, data=each.data)
        key = scope_key(scope)
        spelled.setdefault(key, scope)
        found.setdefault(key, (set(), set()))[each.data].add(each.action)
    return tuple(
        NeededRoles(
            spelled[key],
            tuple(sorted(actions)),
            tuple(sorted(data)),
            smallest_roles(actions, data),
        )
        for key, (actions, data) in sorted(found.items())
    )


@cache
def breadth_of(role_id: str) -> Breadth:
    """``breadth`` of a built-in role, counted once."""
    return _breadth(built_in_roles()[role_id])


def breadth(role: RoleDefinition) -> Breadth:
    """How much a role allows; smaller is less."""
    return breadth_of(role.id) if role.id in built_in_roles() else _breadth(role)


def _for_plane(actions: frozenset[str], *, data: bool) -> Sequence[RoleDefinition] | None:
    """One role for all of them, else the smallest for each; ``None`` when one has none."""
    if not actions:
        return ()
    one = smallest_role(data_actions=actions) if data else smallest_role(actions=actions)
    if one is not None:
        return (one,)
    each = [
        smallest_role(data_actions=frozenset((action,)))
        if data
        else smallest_role(actions=frozenset((action,)))
        for action in sorted(actions)
    ]
    found = [role for role in each if role is not None]
    return found if len(found) == len(each) else None


def _gives(role: RoleDefinition, action: str, *, data: bool) -> bool:
    return any(each.condition is None for each in role.giving(action, data=data))


def _breadth(role: RoleDefinition) -> Breadth:
    actions, data = _known()
    held = [action for action in actions if role.giving(action, data=False)]
    touched = [action for action in data if role.giving(action, data=True)]
    stars = sum(
        pattern.count("*")
        for each in role.permissions
        for pattern in (*each.actions, *each.data_actions)
    )
    return (
        sum(not action.endswith(_READING) for action in touched),
        sum(not action.endswith(_READING) for action in held),
        stars,
        len(touched),
        len(held),
        role.name,
    )


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The actions and the data actions that built-in roles spell out."""
    entries = [each for role in built_in_roles().values() for each in role.permissions]
    return (
        frozenset(a.lower() for each in entries for a in each.actions if "*" not in a),
        frozenset(a.lower() for each in entries for a in each.data_actions if "*" not in a),
    )
