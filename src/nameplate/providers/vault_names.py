"""``POST .../providers/Microsoft.KeyVault/checkNameAvailability``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.core.errors import BadRequest
from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType
from nameplate.vault.errors import vault_name_in_use
from nameplate.vault.vaults import Vaults, check_name

_CHECK: Final = ResourceType(
    name="Microsoft.KeyVault/checkNameAvailability",
    api_versions=VERSIONS,
    level=Level.SUBSCRIPTION,
)


@dataclass(frozen=True, slots=True)
class VaultNames:
    """Whether a vault could be called so now."""

    vaults: Vaults
    type: ResourceType = _CHECK
    actions: Sequence[Action] = (Action("", verb="read"),)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        name = body.get("name")
        if not isinstance(name, str) or not isinstance(body.get("type"), str):
            raise BadRequest("BadRequest", "The body wants 'name' and 'type'.")
        try:
            check_name(name)
        except BadRequest as error:
            return _unavailable("AccountNameInvalid", error.message)
        if not await self.vaults.name_is_free(name):
            return _unavailable("AlreadyExists", vault_name_in_use(name).message)
        return Answer(200, {"nameAvailable": True})


def _unavailable(reason: str, message: str) -> Answer:
    return Answer(200, {"nameAvailable": False, "reason": reason, "message": message})
