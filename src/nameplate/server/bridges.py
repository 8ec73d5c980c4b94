"""Joints between siblings: what one room declares that it needs, done by another.

Each bridge is a Protocol's implementation of a few lines; a decision never stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from nameplate.admin.bindings import App, ConnectionString, LiteralReference
from nameplate.apphost.key_vault_references import is_reference
from nameplate.crypto.envelope import Envelope, Place
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.records import Resource, ResourceRecords

if TYPE_CHECKING:
    from nameplate.apphost.reference_status import Resolution
    from nameplate.apphost.setting_references import AppReferences, SettingReferences
    from nameplate.apphost.wanted import Configured

_SETTINGS: Final = "appSettings/"
_STRINGS: Final = "connectionStrings/"


class ResourceSealer:
    """Protected properties of resources, sealed (``resource_manager.protection.Sealer``)."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope

    def seal(self, plaintext: bytes, key: str) -> bytes:
        """Seal for the resource with this key and no other."""
        return self._envelope.seal(plaintext, _place(key))

    def open(self, sealed: bytes, key: str) -> bytes:
        """Open what was sealed for the resource with this key."""
        return self._envelope.open(sealed, _place(key))


@dataclass(frozen=True, slots=True)
class BoundApp:
    """An app as its process is told of it, and what its references led to."""

    app: App
    references: "Mapping[str, Resolution]"
    """By ``appSettings/NAME`` or ``connectionStrings/NAME``."""


class BoundApps:
    """Apps as their processes are told of them (``admin.bindings.Apps``)."""

    def __init__(
        self,
        resources: ResourceRecords,
        directory: Directory,
        sealer: ResourceSealer,
        references: "Callable[[], SettingReferences]",
    ) -> None:
        """``references`` is asked for what resolves them only when there is one."""
        self._resources = resources
        self._directory = directory
        self._sealer = sealer
        self._references = references

    async def find(self, key: str, *, request_id: str) -> App | None:
        """The site with a key, the identities it has now, and its settings as a process's."""
        found = await self.settled(key, request_id=request_id)
        return found.app if found is not None else None

    async def settled(
        self,
        key: str,
        *,
        request_id: str,
        configured: "Configured | None" = None,
        kept: "Mapping[str, Resolution] | None" = None,
    ) -> BoundApp | None:
        """The same, and its references.

        ``configured``: settings other than the recorded ones, of a swap that is prepared.
        ``kept``: what takes the place of references that lead nowhere now.
        """
        site = await self._resources.find(key)
        if site is None:
            return None
        assigned = await self._directory.assignment(site.id)
        settings, strings = await self._configured(key, configured)
        texts = _texts(settings, strings)
        read = await self._read(site, texts, request_id) if _refers(texts) else {}
        found = {name: _or_kept(each, (kept or {}).get(name)) for name, each in read.items()}
        values = {
            **texts,
            **{name: each.value.reveal() for name, each in found.items() if each.value},
        }
        app = App(
            resource_id=site.id,
            name=site.name,
            location=site.location,
            principal_id=assigned.system_assigned if assigned else None,
            identity_type=_identity_type(assigned),
            settings={name: values[_SETTINGS + name] for name in settings},
            connection_strings={
                name: ConnectionString(values[_STRINGS + name], each["type"])
                for name, each in strings.items()
            },
            unresolved=tuple(
                LiteralReference(name.partition("/")[2], each.status, each.details)
                for name, each in found.items()
                if each.value is None
            ),
        )
        return BoundApp(app, found)

    async def statuses(self, key: str, *, request_id: str) -> "Mapping[str, Resolution]":
        """What would become of its references now; no value leaves a vault for it."""
        site = await self._resources.find(key)
        texts = _texts(*await self._configured(key, None)) if site is not None else {}
        if site is None or not _refers(texts):
            return {}
        return await self._references().statuses(_whose(site, request_id), texts)

    async def _read(
        self, site: Resource, texts: Mapping[str, str], request_id: str
    ) -> "Mapping[str, Resolution]":
        return (await self._references().settle(_whose(site, request_id), texts)).references

    async def _configured(
        self, key: str, given: "Configured | None"
    ) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
        if given is not None:
            return given.settings, given.connection_strings
        return (
            await self._opened(f"{key}/config/appsettings"),
            await self._opened(f"{key}/config/connectionstrings"),
        )

    async def _opened(self, key: str) -> Mapping[str, Any]:
        held = await self._resources.find(key)
        if held is None or held.protected is None:
            return {}
        opened: dict[str, Any] = orjson.loads(self._sealer.open(held.protected, held.key))
        return opened


def _texts(settings: Mapping[str, str], strings: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Both as one, so that a secret that is meant by both is read once."""
    connections = {_STRINGS + name: each["value"] for name, each in strings.items()}
    return {**{_SETTINGS + name: text for name, text in settings.items()}, **connections}


def _refers(texts: Mapping[str, str]) -> bool:
    return any(map(is_reference, texts.values()))


def _whose(site: Resource, request_id: str) -> "AppReferences":
    from nameplate.apphost.setting_references import SYSTEM, AppReferences  # noqa: PLC0415  # rare

    identity = str(site.properties.get("keyVaultReferenceIdentity") or SYSTEM)
    return AppReferences(site.id, identity, request_id)


def _or_kept(found: "Resolution", kept: "Resolution | None") -> "Resolution":
    """What was found, or what was found before where that leads nowhere now."""
    if found.value is not None or kept is None or kept.reference != found.reference:
        return found
    return replace(found, value=kept.value, active_version=kept.active_version)


def _identity_type(assigned: IdentityAssignment | None) -> str:
    system = ("SystemAssigned",) if assigned and assigned.system_assigned else ()
    user = ("UserAssigned",) if assigned and assigned.user_assigned else ()
    return ", ".join((*system, *user)) or "None"


def _place(key: str) -> Place:
    return Place("resource", key, "protected")
