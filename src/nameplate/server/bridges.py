"""Joints between siblings: what one room declares that it needs, done by another.

Each bridge is a Protocol's implementation of a few lines; a decision never stands here.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from nameplate.admin.bindings import App, ConnectionString, LiteralReference
from nameplate.apphost.setting_references import SYSTEM, AppReferences, SettingReferences
from nameplate.apphost.wanted import Configured
from nameplate.crypto.envelope import Envelope, Place
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.records import ResourceRecords


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


class BoundApps:
    """Apps as their processes are told of them (``admin.bindings.Apps``)."""

    def __init__(
        self,
        resources: ResourceRecords,
        directory: Directory,
        sealer: ResourceSealer,
        references: SettingReferences,
    ) -> None:
        self._resources = resources
        self._directory = directory
        self._sealer = sealer
        self._references = references

    async def find(
        self, key: str, *, request_id: str, configured: Configured | None = None
    ) -> App | None:
        """The site with a key, the identities it has now, and its settings as a process's.

        ``configured``: settings other than the recorded ones, of a swap that is prepared.
        """
        site = await self._resources.find(key)
        if site is None:
            return None
        assigned = await self._directory.assignment(site.id)
        identity = str(site.properties.get("keyVaultReferenceIdentity") or SYSTEM)
        app = AppReferences(site.id, identity, request_id)
        if configured is None:
            configured = Configured(
                await self._opened(f"{key}/config/appsettings"),
                await self._opened(f"{key}/config/connectionstrings"),
            )
        strings = configured.connection_strings
        settings = await self._references.settle(app, configured.settings)
        values = {name: each["value"] for name, each in strings.items()}
        connections = await self._references.settle(app, values)
        unresolved = (*settings.unresolved.items(), *connections.unresolved.items())
        return App(
            resource_id=site.id,
            name=site.name,
            location=site.location,
            principal_id=assigned.system_assigned if assigned else None,
            identity_type=_identity_type(assigned),
            settings=settings.values,
            connection_strings={
                name: ConnectionString(value, strings[name]["type"])
                for name, value in connections.values.items()
            },
            unresolved=tuple(
                LiteralReference(name, each.status, each.details) for name, each in unresolved
            ),
        )

    async def _opened(self, key: str) -> Mapping[str, Any]:
        held = await self._resources.find(key)
        if held is None or held.protected is None:
            return {}
        opened: dict[str, Any] = orjson.loads(self._sealer.open(held.protected, held.key))
        return opened


def _identity_type(assigned: IdentityAssignment | None) -> str:
    system = ("SystemAssigned",) if assigned and assigned.system_assigned else ()
    user = ("UserAssigned",) if assigned and assigned.user_assigned else ()
    return ", ".join((*system, *user)) or "None"


def _place(key: str) -> Place:
    return Place("resource", key, "protected")
