"""What ``vaults/secrets`` and ``vaults/keys`` share: their vault, and how ARM shows an object."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, NotFound
from nameplate.resource_manager.provider import JsonObject, Target
from nameplate.vault.parameters import secret_name
from nameplate.vault.records import VaultAccount
from nameplate.vault.vaults import Vaults


@dataclass(frozen=True, slots=True)
class VaultObjects:
    """Finds the vault that a target is in; what is below it lives in the vault's own room."""

    vaults: Vaults
    cloud: Cloud

    async def account(self, target: Target) -> VaultAccount:
        """Raises NotFound when the vault is not there, or is another resource's."""
        name, below = target.names[0], f"/vaults/{target.names[0]}"
        account = await self.vaults.find(name)
        own = target.id[: target.id.lower().find(below.lower()) + len(below)]
        if account is None or account.resource_id.lower() != own.lower():
            raise NotFound("VaultNotFound", f"The vault '{name[:100]}' was not found.")
        return account

    def uri(self, account: VaultAccount, kind: str, name: str) -> str:
        """``https://contoso.vault.azure.net/secrets/one``."""
        return f"{self.cloud.vault_uri(account.name)}{kind}/{name}"


def wanted(target: Target, body: JsonObject) -> dict[str, Any]:
    """A body as the vault's own API would have it; the name is checked too."""
    secret_name(target.name)
    properties = body.get("properties", {})
    if not isinstance(properties, dict):
        raise BadRequest("BadRequest", "The body wants 'properties'.", target="properties")
    return {**properties, "tags": body.get("tags")}


def attributes(
    *, enabled: bool, not_before: int | None, expires: int | None, created: int, updated: int
) -> Mapping[str, Any]:
    """``attributes``: times that were not given are absent."""
    found = {
        "enabled": enabled,
        "nbf": not_before,
        "exp": expires,
        "created": created,
        "updated": updated,
    }
    return {name: value for name, value in found.items() if value is not None}
