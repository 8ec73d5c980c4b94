"""Who gets a token: the one decision behind every source of managed identity.

Each source says a refusal in its own words; why it was is said here once, and recorded.
"""

from dataclasses import dataclass

from nameplate.directory.records import ServicePrincipal
from nameplate.edge.http import Request
from nameplate.managed_identity import refusals
from nameplate.managed_identity.identities import FoundIdentity, Identities
from nameplate.managed_identity.question import TokenQuestion
from nameplate.managed_identity.refusals import Refusals


@dataclass(frozen=True, slots=True)
class Refusal:
    """No token, and why (a constant of ``refusals``)."""

    reason: str
    principal: ServicePrincipal | None


class Granting:
    """Finds the identity that a question means, if it may have a token of the resource."""

    def __init__(self, identities: Identities, refused: Refusals) -> None:
        self._identities = identities
        self._refusals = refused

    async def find(
        self, request: Request, question: TokenQuestion, *, on: str | None
    ) -> FoundIdentity | Refusal:
        """The identity of the resource ``on``; a refusal is on record by then."""
        found = None
        if on is not None:
            found = await self._identities.find(on, question.selector)
        return await self.decide(request, question, found, on=on)

    async def decide(
        self,
        request: Request,
        question: TokenQuestion,
        found: FoundIdentity | None,
        *,
        on: str | None,
    ) -> FoundIdentity | Refusal:
        """The same for an identity that was found in another way."""
        if found is None:
            reason = refusals.NO_SUCH_IDENTITY
        elif not found.principal.enabled:
            reason = refusals.SWITCHED_OFF
        elif not await self._identities.knows_resource(question.resource):
            reason = refusals.UNKNOWN_RESOURCE
        elif not await self._identities.assigned(found.principal, question.resource):
            reason = refusals.NOT_ASSIGNED
        else:
            return found
        principal = None if found is None else found.principal
        await self._refusals.record(request, question, reason, on=on, principal=principal)
        return Refusal(reason, principal)
