"""Authorisation on the control plane: one question, and a record of every refusal."""

from typing import Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import of_refusal
from nameplate.audit.trail import Trail
from nameplate.authorization.decision import Allowed, Decision, Denied
from nameplate.core.principal import Principal
from nameplate.resource_manager import refusals


class Decisions(Protocol):
    """The one decision on control-plane actions (``authorization.Authorizer``)."""

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision: ...

    async def holds_within(self, principal: Principal, scope: str) -> bool: ...


class Guard:
    """Lets a caller pass, or refuses with AuthorizationFailed."""

    def __init__(self, decisions: Decisions, trail: Trail) -> None:
        self._decisions = decisions
        self._trail = trail

    async def allows(self, caller: Principal, action: str, scope: str) -> bool:
        """Whether it may; what is merely left out of a list is not recorded."""
        return bool(await self._decisions.decide_action(caller, action, scope))

    async def sees(self, caller: Principal, action: str, scope: str) -> bool:
        """Whether a list shows it: to who may read it, and to who has a role inside it."""
        return await self.allows(caller, action, scope) or await self.holds_within(caller, scope)

    async def holds_within(self, caller: Principal, scope: str) -> bool:
        """Whether it has any role at a scope or below."""
        return await self._decisions.holds_within(caller, scope)

    async def require(
        self, caller: Principal, action: str, scope: str, *, request_id: str
    ) -> Allowed:
        """Why it may. Raises Forbidden when it may not."""
        decision = await self._decisions.decide_action(caller, action, scope)
        if isinstance(decision, Denied):
            await self._record(caller, action, scope, decision, request_id)
            raise refusals.authorization_failed(caller, action, scope, decision)
        return decision

    async def require_linked(
        self,
        caller: Principal,
        action: str,
        scope: str,
        *,
        linked: tuple[str, str],
        request_id: str,
    ) -> None:
        """The same for a resource that is merely used by what is changed."""
        decision = await self._decisions.decide_action(caller, linked[0], linked[1])
        if isinstance(decision, Denied):
            await self._record(caller, linked[0], linked[1], decision, request_id)
            raise refusals.linked_authorization_failed(caller, action, scope, linked)

    async def _record(
        self, caller: Principal, action: str, scope: str, decision: Denied, request_id: str
    ) -> None:
        await self._trail.record(
            Event(
                kind=EventKind.DECISION,
                action=action,
                outcome="denied",
                resource=scope,
                object_id=caller.object_id,
                app_id=caller.app_id,
                display_name=caller.display_name,
                reason=decision.reason,
                request_id=request_id,
                facts=of_refusal(caller, decision.looked),
                workload=caller.resource_id or "",
            )
        )
