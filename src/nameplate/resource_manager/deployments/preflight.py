"""What a deployment has to pass before it is accepted: read, bind, plan, check."""

from typing import Any

from nameplate.core.principal import Principal
from nameplate.resource_manager.deployments.links import LinkedTemplates
from nameplate.resource_manager.deployments.parameters import SecretReferences
from nameplate.resource_manager.deployments.prepared import JsonObject, Place, Prepared
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Turn
from nameplate.template.document.nested import Nested


class Preparation:
    """Makes a ``Prepared`` of a request, of a nested deployment, or of what was stored."""

    def __init__(
        self, *, phases: Phases, secrets: SecretReferences, links: LinkedTemplates
    ) -> None:
        self._phases = phases
        self._secrets = secrets
        self._links = links

    async def prepare(
        self, place: Place, body: JsonObject, turn: Turn, *, correlation_id: str
    ) -> Prepared:
        """Read a request's body (with the places of its text) and check all of it."""
        raise NotImplementedError

    async def prepare_nested(self, outer: Prepared, nested: Nested) -> Prepared:
        """The same for a nested deployment whose parameters are known by now."""
        raise NotImplementedError

    async def resume(
        self,
        place: Place,
        stored: JsonObject,
        caller: Principal,
        *,
        correlation_id: str,
        request_id: str,
    ) -> Prepared:
        """The same again from ``stored(prepared)``: nothing is fetched, read or asked twice."""
        raise NotImplementedError


def stored(prepared: Prepared) -> dict[str, Any]:
    """All that ``resume`` needs, as JSON with its secrets open: to be sealed before it is kept."""
    raise NotImplementedError
