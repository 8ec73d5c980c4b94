"""``Microsoft.KeyVault/vaults/keys`` and their versions: made once, shown with the public half.

A PUT of a key that is there changes nothing and answers with it, as in Azure. Nothing signs with
these keys yet, and their answers say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.providers.vault_objects import VaultObjects, attributes, wanted
from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager.presentation import inertness
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.vault.key_parameters import new_key
from nameplate.vault.records import KeyRecord, VaultAccount
from nameplate.vault.vault_keys import Keys

_KEYS: Final = ResourceType(
    name="Microsoft.KeyVault/vaults/keys", api_versions=VERSIONS, inert=True
)
_VERSIONS: Final = ResourceType(
    name="Microsoft.KeyVault/vaults/keys/versions", api_versions=VERSIONS, inert=True
)


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """Keys by ARM."""

    objects: VaultObjects
    keys: Keys
    type: ResourceType = _KEYS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        account = await self.objects.account(target)
        found = await self.keys.find(account, target.name)
        return None if found is None else _document(self.objects, account, found, self.type)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        account = await self.objects.account(target)
        found = await self.keys.all(account)
        return [_document(self.objects, account, each, self.type) for each in found]

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        new = new_key(wanted(target, body))
        account = await self.objects.account(target)
        held = await self.keys.find(account, target.name)
        made = held or await self.keys.create(turn.work, account, target.name, new)
        return Answer(200, _document(self.objects, account, made, self.type))


@dataclass(frozen=True, slots=True)
class VaultKeyVersions:
    """The versions of a key."""

    objects: VaultObjects
    keys: Keys
    type: ResourceType = _VERSIONS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        wanted_version = target.name.lower()
        for each in await self.every(target, turn):
            if each["name"] == wanted_version:
                return each
        return None

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        account = await self.objects.account(target)
        found = await self.keys.versions(account, target.names[1])
        return [_document(self.objects, account, each, self.type) for each in found]


def _document(
    objects: VaultObjects, account: VaultAccount, key: KeyRecord, kind: ResourceType
) -> dict[str, Any]:
    uri = objects.uri(account, "keys", key.name)
    shown = {
        "attributes": attributes(
            enabled=key.enabled,
            not_before=key.not_before,
            expires=key.expires,
            created=key.created,
            updated=key.updated,
        ),
        "kty": key.public["kty"],
        "keyOps": list(key.operations),
        "keySize": key.size,
        "curveName": key.public.get("crv"),
        "keyUri": uri,
        "keyUriWithVersion": f"{uri}/{key.version}",
        "publicKey": dict(key.public),
    }
    path = f"{account.resource_id}/keys/{key.name}"
    whole = kind is _KEYS
    return {
        "id": path if whole else f"{path}/versions/{key.version}",
        "name": key.name if whole else key.version,
        "type": kind.name,
        "location": account.location,
        "tags": dict(key.tags or {}),
        "properties": {name: each for name, each in shown.items() if each is not None},
        "inert": inertness(kind),
    }
