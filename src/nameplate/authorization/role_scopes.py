"""Where an assignment holds: at its scope and at everything below it.

The tenant's root (``/``) contains its root management group, that the others and the subscription,
that its groups, those their resources, those what is inside them, down to a single secret. Scopes
are compared without regard to case.
"""

from typing import Final

from nameplate.authorization.hierarchy import Hierarchy, group_key

ROOT: Final = "/"
_ROOT_GROUP_ONLY: Final = Hierarchy()


def scope_key(scope: str) -> str:
    """A scope in the form in which scopes are compared and stored."""
    return scope.rstrip("/").lower() or ROOT


def covers(
    outer: str, inner: str, *, tenant_id: str, hierarchy: Hierarchy = _ROOT_GROUP_ONLY
) -> bool:
    """Whether what is given at ``outer`` holds at ``inner``; both are keys."""
    if outer in (ROOT, inner) or inner.startswith(f"{outer}/"):
        return True
    return outer in hierarchy.over(inner, tenant_id=tenant_id)


def above(
    scope: str, *, tenant_id: str, hierarchy: Hierarchy = _ROOT_GROUP_ONLY
) -> tuple[str, ...]:
    """The keys of a scope and of everything that contains it, the innermost first."""
    key = scope_key(scope)
    parts = [part for part in key.split("/") if part]
    found = ["/" + "/".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return (*dict.fromkeys((*found, *hierarchy.over(key, tenant_id=tenant_id))), ROOT)


def assignable(scope: str, *, data: bool) -> str:
    """Where one would give a role for an action at a scope, as it is spelled.

    For data it is the resource that holds it (the vault of a secret); for resources, the group,
    because a resource that is yet to be made has no assignments.
    """
    parts = [part for part in scope.split("/") if part]
    head = [part.lower() for part in parts]
    if head[:1] != ["subscriptions"]:
        return scope or ROOT
    if head[2:3] != ["resourcegroups"] or len(parts) < 4:
        return "/" + "/".join(parts[:2])
    known = data and head[4:5] == ["providers"] and head[5:6] != ["microsoft.authorization"]
    return "/" + "/".join(parts[:8] if known and len(parts) >= 8 else parts[:4])


def root_group(tenant_id: str) -> str:
    """The key of the tenant's root management group."""
    return group_key(tenant_id)
