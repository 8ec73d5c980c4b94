"""Who may read what of the trail: operators all of it, others what their roles show them.

The action is Azure's for its activity log; any Reader has it. It counts at what an event is about,
and at the app or identity that acted: whoever runs an app sees what the app was refused.
"""

from dataclasses import replace
from typing import Final, Protocol

from nameplate.audit.selection import Found, Selection, Series
from nameplate.authorization.decision import Decision
from nameplate.core.errors import Forbidden
from nameplate.core.principal import Principal

READ: Final = "Microsoft.Insights/eventtypes/values/read"
READ_VAULT: Final = "Microsoft.KeyVault/vaults/read"
READ_ROLES: Final = "Microsoft.Authorization/roleAssignments/read"


class Deciding(Protocol):
    """What the roles of a caller give (``authorization.Authorizer``)."""

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision: ...

    async def scopes_giving(
        self, principal: Principal, action: str, *, subscription: str
    ) -> tuple[str, ...] | None: ...


class ActivityRights:
    """Narrows what is asked for to what may be seen."""

    def __init__(self, deciding: Deciding, subscription: str) -> None:
        self._deciding = deciding
        self._subscription = subscription

    async def narrowed(self, caller: Principal, selection: Selection) -> Selection:
        """The part of a selection that a caller may see."""
        return replace(selection, scopes=await self._scopes(caller))

    async def sees(self, caller: Principal, found: Found) -> bool:
        """Whether a caller may see an event."""
        series = Series.of(replace(found.stored.event, workload=found.workload))
        return Selection(scopes=await self._scopes(caller)).takes(series)

    async def require_all(self, caller: Principal) -> None:
        """Raise Forbidden for who may not see all that concerns the subscription."""
        decision = await self._deciding.decide_action(caller, READ, self._subscription)
        if not decision:
            raise Forbidden("AuthorizationFailed", decision.reason)

    async def may(self, caller: Principal, action: str, scope: str) -> bool:
        """Whether a caller may do something at a scope."""
        return bool(await self._deciding.decide_action(caller, action, scope))

    async def _scopes(self, caller: Principal) -> tuple[str, ...] | None:
        return await self._deciding.scopes_giving(caller, READ, subscription=self._subscription)
