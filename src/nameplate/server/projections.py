"""Projected tokens of apps' processes (``admin.projections.Projector``)."""

from nameplate.admin.projections import Projection
from nameplate.core.clock import Clock
from nameplate.core.resource_id import ResourceId
from nameplate.resource_manager.records import ResourceRecords
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.projection import ServiceAccount


class Projections:
    """Issues a token where there is an app, as its group's namespace and its name's account."""

    def __init__(
        self, resources: ResourceRecords, issuer: Issuer, clock: Clock, *, named: str
    ) -> None:
        """``named``: the issuer that the tokens have."""
        self._resources = resources
        self._issuer = issuer
        self._clock = clock
        self._named = named

    async def project(self, resource_id: str, lifetime: int) -> Projection | None:
        """A token of an app's process, good for at most so many seconds."""
        site = ResourceId.parse(resource_id)
        if await self._resources.find(site.key) is None:
            return None
        account = ServiceAccount((site.resource_group or "").lower(), site.name.lower())
        made = await self._issuer.project(account, issuer=self._named, lifetime=lifetime)
        seconds = made.expires_on - int(self._clock.now())
        return Projection(made.text, made.issuer, made.subject, made.audience, seconds)
