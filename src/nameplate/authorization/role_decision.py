"""Azure RBAC's decision: a pure function of the roles that a principal has.

What any covering assignment gives is allowed: ``notActions`` only take from their own entry. A
condition can restrict data actions and the giving of roles; conditions are kept but not evaluated
here, so what one could restrict is not given by its assignment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nameplate.authorization.decision import Allowed, Decision, Denied, Looked, describe
from nameplate.authorization.hierarchy import Hierarchy
from nameplate.authorization.least_role import smallest_role
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import above
from nameplate.core.principal import Principal

_CONDITIONED: Final = frozenset(
    (
        "microsoft.authorization/roleassignments/write",
        "microsoft.authorization/roleassignments/delete",
    )
)
"""The actions on resources that a condition can restrict."""
_NOT_LEARNED: Final = "microsoft.authorization/"
_ROOT_GROUP_ONLY: Final = Hierarchy()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An action at a scope, and whether it is one on data."""

    action: str
    scope: str
    data: bool

    @property
    def conditioned(self) -> bool:
        """Whether a condition could restrict it."""
        return self.data or self.action.lower() in _CONDITIONED

    @property
    def grantable(self) -> bool:
        """Whether learning may allow it: it never lets a run give itself a role that stays."""
        action = self.action.lower()
        return not action.startswith(_NOT_LEARNED) or action.endswith("/read")


def decide_by_roles(
    principal: Principal,
    wanted: Wanted,
    held: Iterable[tuple[RoleAssignment, RoleDefinition]],
    *,
    hierarchy: Hierarchy = _ROOT_GROUP_ONLY,
) -> Decision:
    """Whether one of the assignments that a principal holds allows it."""
    near: list[str] = []
    looked: list[Looked] = []
    at = above(wanted.scope, tenant_id=principal.tenant_id, hierarchy=hierarchy)
    for assignment, role in held:
        here = assignment.scope_key in at
        miss = _miss(assignment, role, wanted, here=here)
        if here and miss is None:
            looked.append(_looked(assignment, role, "gives it", decides=True))
            return _allowed(assignment, role, wanted, looked)
        looked.append(_looked(assignment, role, _verdict(miss or "", role, here=here)))
        if miss:
            near.append(miss)
    return _denied(principal, wanted, near, looked)


def _looked(
    assignment: RoleAssignment, role: RoleDefinition, verdict: str, *, decides: bool = False
) -> Looked:
    return Looked(
        "roleAssignment",
        assignment.principal_id,
        assignment.scope,
        role.name,
        verdict,
        decides,
        assignment.id,
    )


def _verdict(miss: str, role: RoleDefinition, *, here: bool) -> str:
    if miss:
        return miss.removeprefix(f"its role '{role.name}' ")
    return "does not give it" if here else "holds elsewhere, and does not give it"


def _miss(
    assignment: RoleAssignment, role: RoleDefinition, wanted: Wanted, *, here: bool
) -> str | None:
    """Why an assignment does not allow it: empty when it is about something else."""
    giving = role.giving(wanted.action, data=wanted.data)
    named = f"its role '{role.name}'"
    if not giving:
        pattern = role.left_out(wanted.action, data=wanted.data) if here else None
        which = "notDataActions" if wanted.data else "notActions"
        return f"{named} at {assignment.scope} leaves it out by {which} '{pattern}'" * bool(pattern)
    if not here:
        return f"{named} allows it only at {assignment.scope}"
    free = assignment.condition is None and any(each.condition is None for each in giving)
    if wanted.conditioned and not free:
        return (
            f"{named} at {assignment.scope} has a condition, and conditions are not evaluated here"
        )
    return None


def _allowed(
    assignment: RoleAssignment, role: RoleDefinition, wanted: Wanted, looked: list[Looked]
) -> Allowed:
    return Allowed(
        f"the role '{role.name}' at {assignment.scope} gives {wanted.action}",
        f"role assignment {assignment.name}",
        assignment.name,
        tuple(looked),
    )


def _denied(principal: Principal, wanted: Wanted, near: list[str], looked: list[Looked]) -> Denied:
    wants = frozenset((wanted.action,))
    remedy = smallest_role(data_actions=wants) if wanted.data else smallest_role(actions=wants)
    lacks = f"has no role assignment that allows {wanted.action} at {wanted.scope}"
    parts = [f"{describe(principal)} {lacks}", *near]
    if remedy is not None:
        parts.append(f"the role '{remedy.name}' there would allow it")
    return Denied(
        "; ".join(parts),
        wanted.action,
        grantable=wanted.grantable,
        remedy=remedy.name if remedy else "",
        looked=tuple(looked),
    )
