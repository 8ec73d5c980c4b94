"""Joints between siblings: what one room declares that it needs, done by another.

Each bridge is a Protocol's implementation of a few lines; a decision never stands here.
"""

from collections.abc import Mapping

import orjson

from nameplate.admin.bindings import App
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
        self, resources: ResourceRecords, directory: Directory, sealer: ResourceSealer
    ) -> None:
        self._resources = resources
        self._directory = directory
        self._sealer = sealer

    async def find(self, key: str) -> App | None:
        """The site with a key, the identities it has now, and its app settings opened."""
        site = await self._resources.find(key)
        if site is None:
            return None
        assigned = await self._directory.assignment(site.id)
        return App(
            resource_id=site.id,
            name=site.name,
            location=site.location,
            principal_id=assigned.system_assigned if assigned else None,
            identity_type=_identity_type(assigned),
            settings=await self._settings(key),
        )

    async def _settings(self, key: str) -> Mapping[str, str]:
        held = await self._resources.find(f"{key}/config/appsettings")
        if held is None or held.protected is None:
            return {}
        opened: dict[str, str] = orjson.loads(self._sealer.open(held.protected, held.key))
        return opened


def _identity_type(assigned: IdentityAssignment | None) -> str:
    system = ("SystemAssigned",) if assigned and assigned.system_assigned else ()
    user = ("UserAssigned",) if assigned and assigned.user_assigned else ()
    return ", ".join((*system, *user)) or "None"


def _place(key: str) -> Place:
    return Place("resource", key, "protected")
