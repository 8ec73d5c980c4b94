"""Learning sessions of ``run --learn``, and suggestions read from the trail."""

from collections.abc import Iterable
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.audit.suggest import Suggestion, UsedPermissions, suggest
from nameplate.audit.trail import Trail
from nameplate.authorization.learning import Learnt, Needed, NeededAction
from nameplate.authorization.least_role import needed_roles
from nameplate.core.errors import BadRequest, NotFound
from nameplate.edge.http import Response, json_response

_LEASE = 60
_LONGEST_LEASE = 86_400


class Lessons(Protocol):
    """Who learns now (``authorization.Learning``)."""

    def start(self, object_id: str, *, lease: float = ...) -> str: ...

    def renew(self, lesson_id: str, *, lease: float = ...) -> bool: ...

    def stop(self, lesson_id: str) -> Learnt | None: ...


class LearningApi:
    """Starts and ends learning; answers what a principal used."""

    def __init__(self, lessons: Lessons, trail: Trail) -> None:
        self._lessons = lessons
        self._trail = trail

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("POST", "/learning", "Nameplate.Admin/learning/write", self.start),
            Route("PUT", "/learning/{id}", "Nameplate.Admin/learning/write", self.renew),
            Route("DELETE", "/learning/{id}", "Nameplate.Admin/learning/delete", self.stop),
            Route("GET", "/audit/suggestions", "Nameplate.Admin/audit/read", self.suggestions),
        )

    async def start(self, call: Call) -> Response:
        object_id = call.text("objectId").lower()
        lesson_id = self._lessons.start(object_id, lease=_lease(call))
        return json_response(201, {"learningId": lesson_id, "objectId": object_id})

    async def renew(self, call: Call) -> Response:
        if not self._lessons.renew(call.names["id"], lease=_lease(call)):
            raise _ended(call)
        return Response(204)

    async def stop(self, call: Call) -> Response:
        learnt = self._lessons.stop(call.names["id"])
        if learnt is None:
            raise _ended(call)
        document = {
            "needed": _by_vault(learnt.needed),
            "roles": _roles(learnt.actions),
            "complete": learnt.complete,
        }
        return json_response(200, document)

    async def suggestions(self, call: Call) -> Response:
        object_id = call.request.query.get("objectId")
        if not object_id:
            raise BadRequest("InvalidRequest", "The parameter 'objectId' is required.")
        events = [event async for event in self._trail.events_of(object_id.lower())]
        return json_response(200, _document(suggest(events)))


def _ended(call: Call) -> NotFound:
    return NotFound("LearningNotFound", f"The learning '{call.names['id'][:100]}' is over.")


def _lease(call: Call) -> float:
    """Seconds until the learning ends by itself, so that a killed run leaves no door open."""
    lease = call.field("lease", int, required=False)
    if lease is None:
        return float(_LEASE)
    if not isinstance(lease, int) or not 1 <= lease <= _LONGEST_LEASE:
        raise BadRequest("InvalidRequest", f"'lease' must be 1 to {_LONGEST_LEASE} seconds.")
    return float(lease)


def _by_vault(needed: Iterable[Needed]) -> list[dict[str, object]]:
    grouped: dict[tuple[str, str], set[str]] = {}
    for need in needed:
        grouped.setdefault((need.vault_id, need.kind), set()).add(need.name)
    return [
        {"vaultId": vault, "kind": kind, "names": sorted(names)}
        for (vault, kind), names in sorted(grouped.items())
    ]


def _document(suggestion: Suggestion) -> dict[str, object]:
    used, refused = suggestion.used_actions, suggestion.refused_actions
    return {
        "used": _rows(suggestion.used),
        "refused": _rows(suggestion.refused),
        "usedRoles": _roles(NeededAction(each.scope, each.action, each.data) for each in used),
        "refusedActions": [
            {"scope": each.scope, "action": each.action, "data": each.data} for each in refused
        ],
    }


def _roles(used: Iterable[NeededAction]) -> list[dict[str, object]]:
    """A row for each scope: the exact actions, and the smallest roles that give them."""
    return [
        {
            "scope": each.scope,
            "actions": list(each.actions),
            "dataActions": list(each.data_actions),
            "roles": [{"id": role.id, "name": role.name} for role in each.roles],
        }
        for each in needed_roles(used)
    ]


def _rows(permissions: Iterable[UsedPermissions]) -> list[dict[str, object]]:
    return [
        {"vaultId": entry.vault_id, "kind": entry.kind, "names": list(entry.names)}
        for entry in permissions
    ]
