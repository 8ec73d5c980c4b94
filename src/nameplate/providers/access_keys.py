"""Resources with shared keys: storage accounts, workspaces. Nothing here accepts the keys.

They are made with the resource, sealed where they are stored, and shown by the actions that list
them only: templates put them into connection strings.
"""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from nameplate.core.errors import BadRequest, NotFound
from nameplate.providers.inert import InertType
from nameplate.resource_manager.protection import Sealer
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    Desired,
    JsonObject,
    Settled,
    Shown,
    Target,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType

_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class KeyStyle:
    """How a type calls its keys, and which of its actions list and renew them."""

    names: tuple[str, ...]
    lists: tuple[str, ...]
    renews: str | None
    as_list: bool
    """A list of objects with ``keyName``, rather than one object with a member for each."""


@dataclass(frozen=True, slots=True)
class WithKeys:
    """An inert type, and its keys."""

    inert: InertType
    sealer: Sealer
    style: KeyStyle

    @property
    def type(self) -> ResourceType:
        return self.inert.type

    @property
    def actions(self) -> Sequence[Action]:
        renews = (Action(self.style.renews, writes=True),) if self.style.renews else ()
        return (*(Action(name) for name in self.style.lists), *renews)

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        return self.inert.linked(desired)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        settled = await self.inert.put(desired, current, turn)
        held = current.protected if current else None
        keys = held or self._sealed({name: _fresh() for name in self.style.names}, desired.key)
        return replace(settled, protected=keys)

    async def delete(self, current: Resource, turn: Turn) -> None:
        await self.inert.delete(current, turn)

    async def show(self, resource: Resource, view: View) -> Shown:
        return await self.inert.show(resource, view)

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        return await self.inert.foresee(desired, resource, view)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        resource = await turn.find(target.id.lower())
        if resource is None or resource.protected is None:
            raise NotFound("ResourceNotFound", f"The resource '{target.name}' was not found.")
        keys: dict[str, str] = orjson.loads(self.sealer.open(resource.protected, resource.key))
        if action != self.style.renews:
            return Answer(200, self._document(keys))
        name = _named(body, self.style.names)
        renewed = {**keys, name: _fresh()}
        changed = replace(resource, protected=self._sealed(renewed, resource.key))
        return Answer(200, self._document(renewed), changes=(changed,))

    def _document(self, keys: Mapping[str, str]) -> dict[str, Any]:
        if not self.style.as_list:
            return dict(keys)
        listed = [
            {"keyName": name, "value": value, "permissions": "FULL"} for name, value in keys.items()
        ]
        return {"keys": listed}

    def _sealed(self, keys: Mapping[str, str], key: str) -> bytes:
        return self.sealer.seal(orjson.dumps(dict(keys)), key)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def _named(body: JsonObject, names: Sequence[str]) -> str:
    given = body.get("keyName")
    for name in names:
        if isinstance(given, str) and given.lower() == name.lower():
            return name
    raise BadRequest("BadRequest", f"'keyName' is one of {', '.join(names)}.", target="keyName")
