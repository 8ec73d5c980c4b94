"""``/providers``: the namespaces that are served here, with their types and versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.resource_manager import refusals
from nameplate.resource_manager.locations import DISPLAY_NAMES
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_REGISTRATIONS: Final = ResourceType(
    name="Microsoft.Resources/providers",
    api_versions=("2024-11-01", "2021-04-01"),
    level=Level.EXTENSION,
    open=True,
)


@dataclass(frozen=True, slots=True)
class Registrations:
    """Every namespace is registered: there is nothing to switch on."""

    served: tuple[ResourceType, ...]
    type: ResourceType = _REGISTRATIONS
    actions: Sequence[Action] = (Action("register"), Action("unregister"))

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        namespaces = self._namespaces()
        for each in namespaces:
            if each.lower() == target.name.lower():
                return self._document(target, each)
        raise refusals.unknown_namespace(target.name, namespaces)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [self._document(target, each) for each in self._namespaces()]

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        """Nothing changes: ``az provider register`` finds what it wanted."""
        return Answer(200, await self.find(target, turn))

    def _namespaces(self) -> list[str]:
        return sorted({each.namespace for each in self.served})

    def _document(self, target: Target, namespace: str) -> dict[str, Any]:
        return {
            "id": f"{target.scope}/providers/{namespace}",
            "namespace": namespace,
            "registrationPolicy": "RegistrationFree",
            "resourceTypes": [
                _described(each) for each in self.served if each.namespace == namespace
            ],
            "registrationState": "Registered",
        }


def _described(kind: ResourceType) -> dict[str, Any]:
    capabilities = ["SupportsTags", "SupportsLocation"] if kind.tracked else []
    return {
        "resourceType": "/".join(kind.types),
        "locations": list(DISPLAY_NAMES.values()) if kind.tracked else [],
        "apiVersions": list(kind.api_versions),
        "defaultApiVersion": kind.api_versions[0],
        "capabilities": ", ".join(capabilities) or "None",
    }
