"""Granted and ever used: what an identity may do, what the trail shows that it did, and the less
that would have been enough.

*Ever* is as far back as the trail is kept. Reading resources leaves no line in it: of a role that
gives little else nothing can be said, and nothing is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nameplate.admin.activity_rights import READ_ROLES, READ_VAULT, ActivityRights
from nameplate.admin.activity_rows import Assigned
from nameplate.admin.explanation import Principals
from nameplate.admin.remedies import Whom
from nameplate.admin.routes import Call, Route
from nameplate.admin.smaller import Smaller
from nameplate.audit.event import Event
from nameplate.audit.selection import Selection, SeriesUse
from nameplate.audit.suggest import Suggestion, UsedAction, suggest
from nameplate.audit.trail import Trail
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.authorization.learning import NeededAction
from nameplate.authorization.least_role import breadth, needed_roles
from nameplate.authorization.permissions import ALL, Kind, names_of
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition
from nameplate.authorization.role_scopes import covers, scope_key
from nameplate.authorization.roles import Held
from nameplate.core.clock import iso8601
from nameplate.core.errors import BadRequest
from nameplate.core.principal import Principal
from nameplate.edge.http import Response, json_response

_READING: Final = ("/read", "*/read")


class Policies(Protocol):
    """The access policies of vaults (``authorization.AccessPolicies``)."""

    async def of(self, vault_id: str) -> tuple[AccessPolicy, ...]: ...

    async def naming(self, object_id: str) -> tuple[str, ...]: ...


class Holding(Protocol):
    """Who has which roles (``authorization.Authorizer``)."""

    async def held_by(self, principal: Principal) -> Held: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where it is read from."""

    trail: Trail
    rights: ActivityRights
    assigned: Assigned
    principals: Principals
    policies: Policies
    holding: Holding


class PrivilegeApi:
    """Answers for an app or for a principal."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def routes(self) -> tuple[Route, ...]:
        return (Route("GET", "/privilege", "", self.privilege),)

    async def privilege(self, call: Call) -> Response:
        """The privileges of each identity of ``app``, or of ``objectId``."""
        query, sources = call.request.query, self._sources
        app, given = query.get("app"), query.get("objectId")
        if bool(app) == bool(given):
            message = "One of the parameters 'app' and 'objectId' is required."
            raise BadRequest("InvalidRequest", message)
        ids = (given.lower(),) if given else await sources.assigned.identities_of(app or "")
        oldest = await sources.trail.page(Selection(), limit=1, after=0)
        found = [await self._of(call.principal, each) for each in ids]
        document = {
            "since": iso8601(oldest[0].stored.time, digits=3) if oldest else None,
            "value": [each for each in found if each is not None],
        }
        return json_response(200, document)

    async def _of(self, caller: Principal, object_id: str) -> dict[str, Any] | None:
        sources = self._sources
        selection = await sources.rights.narrowed(caller, Selection(object_ids=(object_id,)))
        known = await sources.principals.principal(object_id)
        uses = await sources.trail.uses(selection)
        principal = None if known is None else known[0]
        if selection.scopes is not None and not uses and not await self._shown(caller, principal):
            return None
        used = _suggestion(uses)
        smaller = None if principal is None else Smaller(Whom.of(principal))
        policies = await self._policies(caller, principal, used, smaller)
        roles = await self._roles(caller, principal, used, smaller)
        return {
            "objectId": object_id,
            "displayName": _name(principal, uses),
            "resourceId": None if principal is None else principal.resource_id,
            "lastUse": iso8601(max(each.last for each in uses), digits=3) if uses else None,
            "events": sum(each.count for each in uses),
            "policies": policies,
            "roles": roles,
            "refused": [
                {"scope": each.vault_id, "kind": each.kind, "names": list(each.names)}
                for each in used.refused
            ]
            + [
                {"scope": each.scope, "kind": "action", "names": [each.action]}
                for each in used.refused_actions
            ],
            "smaller": None if smaller is None else smaller.told(),
        }

    async def _shown(self, caller: Principal, principal: Principal | None) -> bool:
        """Whether a caller may know of somebody that the trail shows nothing of."""
        if principal is None or principal.resource_id is None:
            return False
        return await self._sources.rights.may(caller, READ_ROLES, principal.resource_id)

    async def _policies(
        self,
        caller: Principal,
        principal: Principal | None,
        used: Suggestion,
        smaller: Smaller | None,
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if principal is None or smaller is None:
            return found
        for vault_id in await self._sources.policies.naming(principal.object_id):
            if not await self._sources.rights.may(caller, READ_VAULT, vault_id):
                continue
            for policy in await self._sources.policies.of(vault_id):
                if policy.object_id != principal.object_id:
                    continue
                there = _used_at(used, vault_id)
                kinds = [_kind(policy, kind, there) for kind in Kind if policy.names(kind)]
                found.append({"vaultId": vault_id, "kinds": kinds})
                if any(each["unused"] for each in kinds):
                    smaller.policy(
                        vault_id,
                        {each["kind"]: each["used"] for each in kinds},
                        held={kind: policy.names(Kind(kind)) for kind in policy.permissions},
                    )
        return found

    async def _roles(
        self,
        caller: Principal,
        principal: Principal | None,
        used: Suggestion,
        smaller: Smaller | None,
    ) -> list[dict[str, Any]]:
        if principal is None or smaller is None:
            return []
        found = []
        for assignment, role in await self._sources.holding.held_by(principal):
            if not await self._sources.rights.may(caller, READ_ROLES, assignment.scope):
                continue
            given = _given(used.used_actions, assignment, role, principal.tenant_id)
            verdict, less = _verdict(given, role)
            own = assignment.principal_id == principal.object_id
            found.append(
                {
                    "id": assignment.id,
                    "scope": assignment.scope,
                    "role": role.name,
                    "throughGroup": None if own else assignment.principal_id,
                    "used": sorted({each.action for each in given}),
                    "verdict": verdict,
                    "enough": [each.name for needed in less for each in needed.roles],
                }
            )
            if own and verdict in ("smaller", "unused"):
                smaller.role(assignment, less)
        return found


def _suggestion(uses: Iterable[SeriesUse]) -> Suggestion:
    return suggest(
        Event(
            kind=each.series.kind,
            action=each.series.action,
            outcome=each.series.outcome,
            resource=each.series.resource,
        )
        for each in uses
    )


def _name(principal: Principal | None, uses: Sequence[SeriesUse]) -> str | None:
    if principal is not None:
        return principal.display_name
    return uses[0].series.workload_key.rpartition("/")[2] or None if uses else None


def _used_at(used: Suggestion, vault_id: str) -> Mapping[str, Sequence[str]]:
    return {
        each.kind: each.names for each in used.used if each.vault_id.lower() == vault_id.lower()
    }


def _kind(policy: AccessPolicy, kind: Kind, used: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The permissions of one kind: what was given, and what of it was used."""
    given = policy.names(kind)
    meant = names_of(kind) if ALL in given else given
    there = [name for name in meant if name in used.get(kind.value, ())]
    return {
        "kind": kind.value,
        "granted": list(given),
        "used": there,
        "unused": [name for name in meant if name not in there],
    }


def _given(
    used: Iterable[UsedAction], assignment: RoleAssignment, role: RoleDefinition, tenant_id: str
) -> list[UsedAction]:
    """What was done that an assignment allows."""
    return [
        each
        for each in used
        if covers(assignment.scope_key, scope_key(each.scope), tenant_id=tenant_id)
        and role.giving(each.action, data=each.data)
    ]


def _verdict(given: Sequence[UsedAction], role: RoleDefinition) -> tuple[str, tuple[Any, ...]]:
    """``fits``, ``smaller``, ``unused`` or ``unknown``, and the roles that would be enough."""
    if not given:
        return ("unknown" if _only_reads(role) else "unused"), ()
    needed = needed_roles(NeededAction(each.scope, each.action, each.data) for each in given)
    enough = [each for one in needed for each in one.roles]
    if not enough or any(not one.roles for one in needed):
        return "fits", ()
    less = max(breadth(each) for each in enough) < breadth(role)
    return ("smaller", needed) if less else ("fits", ())


def _only_reads(role: RoleDefinition) -> bool:
    """Whether a role gives nothing whose use would be in the trail."""
    return all(
        action.lower().endswith(_READING) for each in role.permissions for action in each.actions
    ) and not any(each.data_actions for each in role.permissions)
