"""``deletedVaults`` of a subscription and of a location, ``purge``, and its operation's result."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.clock import iso8601
from nameplate.core.errors import NotFound
from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager import operations
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.locations import normal
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType
from nameplate.vault.records import VaultAccount
from nameplate.vault.vaults import Vaults

_STEM: Final = "Microsoft.KeyVault/locations/deletedVaults"
_ANSWERED_AS: Final = "Microsoft.KeyVault/deletedVaults"

_LOCATED: Final = ResourceType(name=_STEM, api_versions=VERSIONS, level=Level.SUBSCRIPTION)
_ALL: Final = ResourceType(name=_ANSWERED_AS, api_versions=VERSIONS, level=Level.SUBSCRIPTION)
_RESULTS: Final = ResourceType(
    name="Microsoft.KeyVault/locations/operationResults",
    api_versions=VERSIONS,
    level=Level.SUBSCRIPTION,
    open=True,
)


@dataclass(frozen=True, slots=True)
class LocatedDeletedVaults:
    """One deleted vault, in the location where it was; it can be purged."""

    vaults: Vaults
    installation: Installation
    type: ResourceType = _LOCATED
    actions: Sequence[Action] = (Action("purge", writes=True),)

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        return document(await self._deleted(target), self.installation)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        account = await self._deleted(target)
        self.vaults.purge(turn.work, account)
        location = normal(account.location)
        token = operations.token({"jobId": f"PURGE-{account.key}", "at": turn.now})
        base = f"{self.installation.subscription}/providers/Microsoft.KeyVault/locations"
        path = f"{base}/{location}/operationResults/{token}"
        return Answer(202, headers=operations.polled(self.installation, path, target.api_version))

    async def _deleted(self, target: Target) -> VaultAccount:
        account = await self.vaults.deleted(target.name)
        if account is None or normal(account.location) != normal(target.names[0]):
            raise NotFound(
                "DeletedVaultNotFound",
                f"The specified deleted vault '{target.name[:100]}' does not exist.",
            )
        return account


@dataclass(frozen=True, slots=True)
class DeletedVaults:
    """Every deleted vault of the subscription."""

    vaults: Vaults
    installation: Installation
    type: ResourceType = _ALL

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [document(each, self.installation) for each in await self.vaults.list_deleted()]


@dataclass(frozen=True, slots=True)
class VaultOperationResults:
    """The end of a purge, which was done before its 202 left."""

    type: ResourceType = _RESULTS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        facts = operations.facts(target.name)
        at = facts.get("at") if facts else None
        if not isinstance(at, int | float):
            return None
        when = _stamp(at)
        return {"createdDateTime": when, "lastActionDateTime": when, "status": "Succeeded"}


def document(account: VaultAccount, installation: Installation) -> dict[str, Any]:
    """A deleted vault in ARM's words."""
    location = normal(account.location)
    base = f"{installation.subscription}/providers/Microsoft.KeyVault/locations/{location}"
    properties: dict[str, Any] = {
        "vaultId": account.resource_id,
        "location": account.location,
        "tags": account.properties.get("tags") or {},
        "deletionDate": iso8601(account.deleted or 0.0, digits=0),
        "scheduledPurgeDate": iso8601(account.scheduled_purge or 0.0, digits=0),
    }
    if account.purge_protection:
        properties["purgeProtectionEnabled"] = True
    return {
        "id": f"{base}/deletedVaults/{account.name}",
        "name": account.name,
        "type": _ANSWERED_AS,
        "properties": properties,
    }


def _stamp(seconds: float) -> str:
    """``2023-05-15 15:47:30Z``: a space where ISO 8601 has a T."""
    return re.sub("T", " ", iso8601(seconds, digits=0))
