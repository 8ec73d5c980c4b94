"""What becomes of a refusal: the endpoint hides the reason as Azure does, trail and log tell it."""

import logging
from typing import Final

from nameplate.audit.event import Event, EventKind
from nameplate.directory.records import ServicePrincipal
from nameplate.edge.http import Request
from nameplate.managed_identity.platform_tokens import TokenTrail
from nameplate.managed_identity.question import TokenQuestion

_logger = logging.getLogger(__name__)

NO_SUCH_IDENTITY = "the workload's resource has no such identity"
SWITCHED_OFF = "the identity is switched off"
UNKNOWN_RESOURCE = "the resource is not known here"
NOT_ASSIGNED = "the identity is not assigned to a role of the resource, which requires it"

_CAUSES: Final = {
    NO_SUCH_IDENTITY: "NoSuchIdentity",
    SWITCHED_OFF: "SwitchedOff",
    UNKNOWN_RESOURCE: "UnknownResource",
    NOT_ASSIGNED: "NotAssigned",
}
"""What an explanation knows a refusal by."""


class Refusals:
    """Records why a workload that is known got no token."""

    def __init__(self, trail: TokenTrail) -> None:
        self._trail = trail

    async def record(
        self,
        request: Request,
        question: TokenQuestion,
        reason: str,
        *,
        on: str | None,
        principal: ServicePrincipal | None,
    ) -> None:
        """Tell of a refusal. ``on`` is the ARM id of the workload's resource."""
        facts = {} if on is None else {"on": on}
        if reason in _CAUSES:
            facts["cause"] = _CAUSES[reason]
        event = Event(
            kind=EventKind.TOKEN,
            action="token",
            outcome="denied",
            resource=question.resource,
            object_id=None if principal is None else principal.object_id,
            app_id=None if principal is None else principal.app_id,
            display_name=None if principal is None else principal.display_name,
            reason=reason,
            request_id=request.request_id,
            facts=facts,
            workload=on or "",
        )
        await self._trail.record(event, durable=False)
        _logger.warning(
            "no token was issued",
            extra={"reason": reason, "resource": question.resource, "request": request.request_id},
        )
