"""``config/configreferences``: what became of the Key Vault references in a site's settings.

Nothing of it is stored: each look asks the vaults, as the site's own identity, what a process would
get if it started now. The decision is in the trail like any; a value does not leave the vault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nameplate.apphost.reference_status import Resolution
from nameplate.apphost.setting_references import SYSTEM, AppReferences
from nameplate.core.errors import NotFound
from nameplate.providers.site_actions import AppHost
from nameplate.providers.site_settings import APP_SETTINGS, CONNECTION_STRINGS, SiteSettings
from nameplate.resource_manager.provider import Action, Answer, JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, ResourceType

_PARENT: Final = "configreferences"
_REFRESH: Final = "refresh"
_TAIL: Final = {"nextLink": None, "id": None}


class References(Protocol):
    """Resolves what settings refer to (``apphost.SettingReferences``)."""

    async def statuses(
        self, app: AppReferences, settings: Mapping[str, str]
    ) -> Mapping[str, Resolution]: ...


@dataclass(frozen=True, slots=True)
class SiteReferences:
    """The references of a site's (or a slot's) app settings, or of its connection strings."""

    settings: SiteSettings
    references: References
    host: AppHost
    type: ResourceType
    actions: Sequence[Action] = (
        Action("", "read"),
        Action(_REFRESH, of_collection=True),
    )

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        wanted = target.name.lower()
        for each in await self.every(target, turn):
            if each["name"].lower() == wanted:
                return each
        return None

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        site = await turn.find(self._site_key(target))
        if site is None:
            raise NotFound("NotFound", f"'{target.id[:300]}' is not served: see config/{_PARENT}.")
        held = await turn.find(f"{site.key}/config/{self._setting}")
        texts = _texts(self.settings.opened(held)) if held else {}
        identity = str(site.properties.get("keyVaultReferenceIdentity") or SYSTEM)
        app = AppReferences(site.id, identity, turn.request_id)
        found = await self.references.statuses(app, texts)
        return [self._document(site, name, each) for name, each in found.items()]

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        """List them; a refresh has the app that runs look at them first."""
        if action == _REFRESH:
            await self.host.refresh_references(self._site_key(target))
        return Answer(200, {"value": await self.every(target, turn), **_TAIL})

    @property
    def _setting(self) -> str:
        return self.type.types[-1].lower()

    def _site_key(self, target: Target) -> str:
        """The key of whose references are meant; of nobody for what only looks like it."""
        key = target.id.lower()
        return key[: key.rindex(f"/config/{_PARENT}")] if self._at(target) else ""

    def _at(self, target: Target) -> bool:
        names = target.names[: len(self.type.types) - 1]
        return names[-1].lower() == _PARENT

    def _document(self, site: Resource, name: str, found: Resolution) -> dict[str, Any]:
        return {
            "id": f"{site.id}/config/{_PARENT}/{self._setting}/{name}",
            "name": name,
            "type": self.type.answered_as or self.type.name,
            "location": site.location,
            "properties": _properties(found),
        }


def _texts(settings: Mapping[str, Any]) -> dict[str, str]:
    """App settings are texts, connection strings have theirs in ``value``."""
    return {
        name: each["value"] if isinstance(each, dict) else each for name, each in settings.items()
    }


def _properties(found: Resolution) -> dict[str, str]:
    """In the order of the recording; ``identityType`` is a text, whatever the models say."""
    known = {
        "reference": found.reference,
        "status": found.status.value,
        "vaultName": found.vault,
        "secretName": found.secret,
        "secretVersion": found.version,
        "identityType": found.identity,
        "details": found.details,
        "source": "KeyVault",
        "activeVersion": found.active_version,
    }
    return {name: text for name, text in known.items() if text}


def site_references(
    settings: SiteSettings, slots: SiteSettings, references: References, host: AppHost
) -> tuple[SiteReferences, ...]:
    """The providers of all four: settings and connection strings, of sites and of slots."""
    return tuple(
        SiteReferences(whose, references, host, _type(f"{whose.type.name}/{kind}", kind))
        for whose in (settings, slots)
        for kind in (APP_SETTINGS, CONNECTION_STRINGS)
    )


def _type(name: str, kind: str) -> ResourceType:
    return ResourceType(
        name=name,
        api_versions=("2024-11-01", "2023-12-01", "2022-03-01"),
        answered_as=f"Microsoft.Web/sites/config/{kind}",
        content_type="application/json",
        error_shape=ErrorShape.WEB,
        list_tail=_TAIL,
        deletable=False,
        parent_unstored=True,
    )
