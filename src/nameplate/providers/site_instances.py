"""``sites/.../instances``: the process of a site that runs here, and how it does.

"Web Apps - List Instance Identifiers" tells READY, STOPPED or UNKNOWN. Beside that stands what the
app host knows: why, since when, and whether the process has yet to learn of its identity.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from nameplate.apphost.states import Running, State
from nameplate.core.clock import iso8601
from nameplate.providers.identities import Identities
from nameplate.providers.site_children import LAST_PAGE, SITES, child_type, site_of
from nameplate.resource_manager.provider import JsonObject, Provider, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

_STATES: Final[Mapping[State, str]] = {State.RUNNING: "READY", State.STOPPED: "STOPPED"}


class InstanceHost(Protocol):
    """Who runs apps (``apphost.app_host.AppHost``)."""

    def running(self, key: str) -> Running | None:
        """How the app with an id in lower case does; ``None`` when it is not hosted."""
        ...


@dataclass(frozen=True, slots=True)
class SiteInstances:
    """One for each hosted app, none for others: one machine runs one instance."""

    host: InstanceHost
    identities: Identities
    type: ResourceType

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        found = await self.every(target, turn)
        return next((each for each in found if each["name"] == target.name.lower()), None)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        site = await site_of(target, turn)
        running = self.host.running(site.key)
        return [] if running is None else [await self._document(site, running)]

    async def _document(self, site: Resource, running: Running) -> dict[str, Any]:
        name, condition = hashlib.sha256(site.key.encode()).hexdigest(), running.condition
        wants_identity = await self.identities.show(site.id) is not None
        learns = running.with_identity is not None and running.with_identity != wants_identity
        properties = {
            "state": _STATES.get(condition.state, "UNKNOWN"),
            "details": condition.state.value,
            "reason": condition.reason,
            "since": iso8601(condition.since) if condition.since else None,
            "restartNeeded": learns,
        }
        return {
            "id": f"{site.id}/instances/{name}",
            "name": name,
            "type": self.type.name,
            "location": site.location,
            "properties": properties,
        }


def site_instances(host: InstanceHost, identities: Identities) -> tuple[Provider, ...]:
    """The providers, of sites and of slots."""
    return tuple(
        SiteInstances(
            host,
            identities,
            replace(child_type(f"{above}/instances"), list_tail=LAST_PAGE, deletable=False),
        )
        for above in SITES
    )
