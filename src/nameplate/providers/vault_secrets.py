"""``Microsoft.KeyVault/vaults/secrets``: a template writes a secret; nobody reads one through ARM.

A PUT is a new version, unless it gives what the newest one has (decision 0007). The value goes into
the vault, sealed, and nowhere else: no answer, record or trail of the control plane has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.providers.vault_objects import VaultObjects, attributes, wanted
from nameplate.providers.vaults import VERSIONS
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.refusals import resource_not_found
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.vault.backup import OpenVersion
from nameplate.vault.parameters import NewSecret, change_of, secret_of
from nameplate.vault.records import SecretProperties, VaultAccount
from nameplate.vault.vault_secrets import Secrets

_PAGE: Final = 1000
_SECRETS: Final = ResourceType(
    name="Microsoft.KeyVault/vaults/secrets",
    api_versions=VERSIONS,
    volatile=("secretUriWithVersion", "attributes.created", "attributes.updated"),
)


@dataclass(frozen=True, slots=True)
class VaultSecrets:
    """Secrets by ARM: written, and looked at without their values."""

    objects: VaultObjects
    secrets: Secrets
    type: ResourceType = _SECRETS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        account = await self.objects.account(target)
        found = await self.secrets.newest(account, target.name)
        return None if found is None else self._document(account, found)

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        account = await self.objects.account(target)
        found: list[JsonObject] = []
        after = ""
        while True:
            page = await self.secrets.page(account, after=after, limit=_PAGE)
            found.extend(self._document(account, each) for each in page)
            if len(page) < _PAGE:
                return found
            after = page[-1].name.lower()

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        new = secret_of(wanted(target, body))
        account = await self.objects.account(target)
        held = await self.secrets.newest_open(account, target.name)
        if held is not None and _same(new, held):
            return Answer(200, self._document(account, held.properties))
        made = await self.secrets.set(turn.work, account, target.name, new)
        return Answer(201 if held is None else 200, self._document(account, made))

    def protected(self, name: str) -> Sequence[str]:
        return ("value",)

    async def foretell(
        self, target: Target, body: JsonObject, turn: Turn
    ) -> tuple[JsonObject | None, JsonObject]:
        new = secret_of(wanted(target, body))
        account = await self.objects.account(target)
        held = await self.secrets.newest_open(account, target.name)
        after = (await self.apply(target, body, turn)).document
        if held is None:
            return None, _with_value(after, new.value)
        return _with_value(self._document(account, held.properties), held.value), _with_value(
            after, new.value
        )

    async def amend(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        """Attributes, content type and tags; with a value it is a new version."""
        account = await self.objects.account(target)
        given = wanted(target, body)
        held = await self.secrets.newest(account, target.name)
        if held is None:
            raise resource_not_found(self.type.name, target.names, target.scope.rpartition("/")[2])
        if given.get("value") is not None:
            return await self.apply(target, body, turn)
        change = change_of(given)
        changed = await self.secrets.update(
            turn.work, account, target.name, version=None, change=change
        )
        return Answer(200, self._document(account, changed))

    def _document(self, account: VaultAccount, properties: SecretProperties) -> dict[str, Any]:
        uri = self.objects.uri(account, "secrets", properties.name)
        shown = {
            "attributes": attributes(
                enabled=properties.enabled,
                not_before=properties.not_before,
                expires=properties.expires,
                created=properties.created,
                updated=properties.updated,
            ),
            "contentType": properties.content_type,
            "secretUri": uri,
            "secretUriWithVersion": f"{uri}/{properties.version}",
        }
        return {
            "id": f"{account.resource_id}/secrets/{properties.name}",
            "name": properties.name,
            "type": self.type.name,
            "location": account.location,
            "tags": dict(properties.tags or {}),
            "properties": {name: each for name, each in shown.items() if each is not None},
        }


def _same(new: NewSecret, held: OpenVersion) -> bool:
    """Whether a PUT would make a version like the newest one."""
    version = held.properties
    return not version.managed and (
        new.value,
        new.content_type,
        dict(new.tags or {}),
        new.enabled,
        new.not_before,
        new.expires,
    ) == (
        held.value,
        version.content_type,
        dict(version.tags or {}),
        version.enabled,
        version.not_before,
        version.expires,
    )


def _with_value(document: JsonObject, value: SecretValue) -> JsonObject:
    return {**document, "properties": {"value": value, **document["properties"]}}
