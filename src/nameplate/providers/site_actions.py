"""``start``, ``stop``, ``restart``, ``publishxml`` and ``newpassword`` of a site or a slot.

What is wanted is recorded; who hosts the app makes it so. A restart is a change of its own: the
site's etag is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from nameplate.core.errors import NotFound
from nameplate.providers.site_properties import RUNNING, STOPPED
from nameplate.providers.site_publishing import CREDENTIALS, Publishing
from nameplate.resource_manager.provider import Action, Answer, Target, Turn
from nameplate.resource_manager.records import Resource

ACTIONS: Final = (
    Action("start", writes=True),
    Action("stop", writes=True),
    Action("restart", writes=True),
    Action("publishxml"),
    Action("newpassword", writes=True),
)
_STATES: Final[Mapping[str, str]] = {"start": RUNNING, "stop": STOPPED}


class AppHost(Protocol):
    """Who hosts apps (``apphost.app_host.AppHost``)."""

    def restart(self, key: str) -> None:
        """Start a new process of the app with an id in lower case, if it is hosted."""
        ...

    async def refresh_references(self, key: str) -> None:
        """Fetch again what the settings of an app refer to, if it is hosted."""
        ...


@dataclass(frozen=True, slots=True)
class SiteActions:
    """Each action's answer, with what it changes."""

    publishing: Publishing
    host: AppHost

    async def act(self, action: str, target: Target, turn: Turn) -> Answer:
        site = await turn.find(target.id.lower())
        if site is None:
            raise NotFound("NotFound", f"Cannot find Site with name {target.name}.")
        if action in ("publishxml", "newpassword"):
            stored = await turn.find(f"{site.key}/config/{CREDENTIALS}")
            if action == "publishxml":
                return self.publishing.profiles(stored, site)
            return Answer(200, changes=self._renewed(stored, site))
        if action == "restart":
            turn.work.after_commit(lambda: self.host.restart(site.key))
        state = _STATES.get(action)
        properties = {**site.properties, "state": state} if state else site.properties
        return Answer(200, changes=(replace(site, properties=properties),))

    def _renewed(self, stored: Resource | None, site: Resource) -> tuple[Resource, ...]:
        if stored is None:
            raise NotFound("NotFound", f"The site '{site.name}' has no publishing credentials.")
        fresh = self.publishing.fresh(site.key)
        return (replace(stored, protected=fresh.protected),)
