"""Why somebody was refused: what the record tells, what holds now, and what would grant it.

Two times are told apart. *Then* is what the refusal recorded: reason, claims, what was looked at.
*Now* is the same question asked of today's policies and assignments; the answer may be another one.
"""

from dataclasses import asdict
from typing import Any, Final, Protocol

from nameplate.admin.activity_rights import READ_ROLES, READ_VAULT, ActivityRights
from nameplate.admin.activity_rows import row
from nameplate.admin.remedies import Whom, identity_grant, policy_grant, role_grants
from nameplate.admin.routes import Call, Route
from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import claims_of, looked_at
from nameplate.audit.selection import Found, Selection
from nameplate.audit.suggest import action_of, is_vault_decision
from nameplate.audit.trail import Trail
from nameplate.authorization.decision import Decision, Denied
from nameplate.authorization.permissions import Kind, Permission, permission
from nameplate.core.clock import iso8601
from nameplate.core.errors import NotFound
from nameplate.core.principal import Principal
from nameplate.edge.http import Response, json_response

_TOKENS_BEFORE: Final = 50
_PLACES: Final = 16
"""Digits that a place can have."""


class Principals(Protocol):
    """Who is in the directory now, as decisions see them (``server.activity``)."""

    async def principal(self, object_id: str) -> tuple[Principal, bool] | None:
        """The principal and whether it is enabled."""
        ...


class Looking(Protocol):
    """What would be decided now (``authorization.Authorizer``)."""

    async def look_at_vault(
        self, principal: Principal, permission: Permission, vault_id: str
    ) -> Decision: ...

    async def look_at_action(
        self, principal: Principal, action: str, scope: str, *, data: bool
    ) -> Decision: ...


class ExplanationApi:
    """Answers for one event."""

    def __init__(
        self, trail: Trail, rights: ActivityRights, principals: Principals, looking: Looking
    ) -> None:
        self._trail = trail
        self._rights = rights
        self._principals = principals
        self._looking = looking

    def routes(self) -> tuple[Route, ...]:
        return (Route("GET", "/activity/{sequence}", "", self.explain),)

    async def explain(self, call: Call) -> Response:
        """An event with all that explains it."""
        found = await self._find(call)
        event = found.stored.event
        known = await self._principals.principal(event.object_id) if event.object_id else None
        question = _Question.of(event)
        shown = question is None or await self._rights.may(
            call.principal, question.to_read, question.resource
        )
        now = None
        if known is not None and question is not None:
            now = await question.ask(self._looking, known[0])
        document = {
            "event": row(found.stored, found.workload),
            "subject": _subject(event, known),
            "token": await self._token(found),
            "permission": None if question is None else question.told(),
            "then": _then(event, shown=shown),
            "now": None if now is None else _now(now, shown=shown),
            "shown": shown,
            "grants": _grants(event, question, known, now, shown=shown),
        }
        return json_response(200, document)

    async def _find(self, call: Call) -> Found:
        text = call.names["sequence"]
        place = int(text) if text.isdecimal() and len(text) < _PLACES else 0
        found = await self._trail.find(place)
        if found is None or not await self._rights.sees(call.principal, found):
            raise NotFound("EventNotFound", f"There is no event {text[:40]} that you may see.")
        return found

    async def _token(self, found: Found) -> dict[str, Any]:
        """The claims of the token that was shown, and when it was issued if that is kept."""
        event = found.stored.event
        claims = claims_of(event.facts)
        issued = None
        uti = (claims or {}).get("uti")
        if uti and event.object_id:
            of_it = Selection(object_ids=(event.object_id,))
            page = await self._trail.page(of_it, limit=_TOKENS_BEFORE, before=found.stored.sequence)
            matching = (each for each in page if each.stored.event.facts.get("uti") == uti)
            issued = next(matching, None)
        told = None
        if issued is not None:
            told = {
                "sequence": issued.stored.sequence,
                "time": iso8601(issued.stored.time, digits=3),
            }
        return {"claims": claims, "issued": told}


class _Question:
    """What was asked of the authorizer, and can be asked again."""

    def __init__(
        self, resource: str, *, permission: Permission | None, action: str, data: bool
    ) -> None:
        self.resource = resource
        self.permission = permission
        self._action = action
        self._data = data

    @classmethod
    def of(cls, event: Event) -> "_Question | None":
        """That of a decision; ``None`` for events that rest on none."""
        if event.kind is not EventKind.DECISION:
            return None
        if is_vault_decision(event):
            kind, _, name = event.action.partition("/")
            try:
                found = permission(Kind(kind), name)
            except (KeyError, ValueError):
                return None
            return cls(event.resource, permission=found, action="", data=False)
        action = action_of(event)
        if action is None or not event.resource.startswith("/"):
            return None
        asked = event.facts.get("asked") or event.resource
        return cls(asked, permission=None, action=action.action, data=action.data)

    @property
    def to_read(self) -> str:
        """What it takes to see on what an answer rests."""
        return READ_VAULT if self.permission else READ_ROLES

    def told(self) -> dict[str, Any]:
        if self.permission is not None:
            name, kind, words = self.permission.text, "accessPolicy", self.permission.description
        else:
            name, kind, words = self._action, "dataAction" if self._data else "action", ""
        return {"name": name, "kind": kind, "description": words, "scope": self.resource}

    async def ask(self, looking: Looking, principal: Principal) -> Decision:
        if self.permission is not None:
            return await looking.look_at_vault(principal, self.permission, self.resource)
        return await looking.look_at_action(principal, self._action, self.resource, data=self._data)

    def grants(self, whom: Whom, now: Decision | None) -> list[dict[str, Any]]:
        if self.permission is None:
            return role_grants(whom, self.resource, self._action, data=self._data)
        held = now.held if isinstance(now, Denied) else ()
        kind, name = self.permission.kind.value, self.permission.name
        return [policy_grant(whom, self.resource, kind, (name,), held=held)]


def _subject(event: Event, known: tuple[Principal, bool] | None) -> dict[str, Any]:
    principal = None if known is None else known[0]
    return {
        "objectId": event.object_id,
        "displayName": event.display_name,
        "type": None if principal is None else principal.type.value,
        "resourceId": None if principal is None else principal.resource_id,
        "exists": known is not None,
        "enabled": known is not None and known[1],
    }


def _then(event: Event, *, shown: bool) -> dict[str, Any]:
    looked = looked_at(event.facts)
    return {
        "outcome": event.outcome,
        "reason": event.reason,
        "recorded": looked is not None,
        "looked": looked if shown else None,
    }


def _now(decision: Decision, *, shown: bool) -> dict[str, Any]:
    return {
        "outcome": "allowed" if decision else "denied",
        "reason": decision.reason,
        "looked": [asdict(each) for each in decision.looked] if shown else None,
    }


def _grants(
    event: Event,
    question: _Question | None,
    known: tuple[Principal, bool] | None,
    now: Decision | None,
    *,
    shown: bool,
) -> list[dict[str, Any]]:
    """What would allow what was refused; nothing for who is gone, or is allowed by now.

    A policy that is set anew names what it holds: that is for those who may read it.
    """
    if event.outcome not in ("denied", "learned"):
        return []
    if event.facts.get("cause") == "NoSuchIdentity":
        identity = identity_grant(event.facts.get("on", ""))
        return [] if identity is None else [identity]
    if question is None or known is None or now:
        return []
    if question.permission is not None and not shown:
        return []
    return question.grants(Whom.of(known[0]), now)
