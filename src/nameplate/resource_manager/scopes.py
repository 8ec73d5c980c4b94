"""From a path as it came to an id in canonical casing, and whether what contains it is there."""

import re
from typing import Final

from nameplate.core.errors import BadRequest
from nameplate.resource_manager import refusals
from nameplate.resource_manager.address import RESOURCES, Address, parse
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.presentation import respelled
from nameplate.resource_manager.provider import Answer, Finds, Provider, Stores, Target
from nameplate.resource_manager.resource_type import Level, ResourceType

_MANAGEMENT_GROUPS: Final = "/providers/microsoft.management/managementgroups/"
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Scopes:
    """Resolves addresses against the installation and the records."""

    def __init__(self, phases: Phases) -> None:
        self._phases = phases

    def check_subscription(self, address: Address) -> None:
        """Raise NotFound when an address names a subscription that is not this one."""
        given = address.subscription_id
        if given is None or given.lower() == self._phases.installation.subscription_id.lower():
            return
        if _GUID.fullmatch(given) is None:
            raise refusals.invalid_subscription(given)
        raise refusals.subscription_not_found(given)

    async def item(self, call: Call, provider: Provider, *, verb: str) -> Target:
        """The resource that a call names, whether it is there or not; its container must be."""
        kind, address = provider.type, call.address
        parent = self._stored_parent(address, kind)
        if parent is not None:
            base = await self._parent_id(call, parent, kind, verb)
            scope = base.rpartition("/providers/")[0]
        else:
            scope = await self._scope(call, kind)
            base = _joined(scope, kind, address.names[:-1])
        own_id = f"{base}/{kind.types[-1]}/{address.name}"
        found = await self._phases.records.find(own_id.lower())
        own_id = found.id if found else own_id
        names = (*address.names[:-1], found.name if found else address.name)
        return Target(kind, scope, names, own_id, call.api_version, call.options)

    async def container(self, call: Call, provider: Provider) -> Target:
        """What a collection (or an action on a type) stands in: a scope or a parent resource."""
        kind, address = provider.type, call.address
        if address.names:
            parent = self._stored_parent(address, kind)
            if parent is not None:
                own_id = await self._parent_id(call, parent, kind, "read")
                scope = own_id.rpartition("/providers/")[0]
                return Target(kind, scope, address.names, own_id, call.api_version, call.options)
        anywhere = kind.level is Level.ANY
        scope = await (self._extended if anywhere else self._existing)(address.scope, call)
        own_id = _joined(scope, kind, address.names) if address.names else scope
        return Target(kind, scope, address.names, own_id, call.api_version, call.options)

    def _stored_parent(self, address: Address, kind: ResourceType) -> Stores | None:
        if len(address.types) < 2 or kind.parent_unstored:
            return None
        found = self._phases.catalogue.get(address.type_key.rpartition("/")[0])
        return found if isinstance(found, Stores) else None

    async def _parent_id(self, call: Call, parent: Stores, kind: ResourceType, verb: str) -> str:
        address = call.address
        up = address.parent if address.is_item else address.owner
        found = await self._phases.records.find(_key(up))
        if found is None:
            await self._existing(address.scope, call)
            raise refusals.parent_not_found(
                verb, "/".join(kind.types), respelled(up.text, parent.type)
            )
        return found.id

    async def _scope(self, call: Call, kind: ResourceType) -> str:
        address = call.address
        if kind.level is Level.ANY:
            return await self._extended(address.scope, call)
        if kind.level is Level.EXTENSION:
            return await self._existing(address.scope, call)
        level = level_of(address.scope)
        deployable = kind.level is Level.DEPLOYMENT and level is not Level.EXTENSION
        if level is not kind.level and not deployable:
            raise BadRequest(
                "InvalidResourceScope",
                f"The resource type '{kind.name}' lives in a {kind.level.value}; "
                f"'{address.text[:300]}' is not in one.",
                headers=(refusals.GATEWAY,),
            )
        return await self._existing(address.scope, call)

    async def _existing(self, scope: str, call: Call) -> str:
        """A scope in canonical casing; raises NotFound for a group or resource that is not there.

        The subscription was checked before the caller was authorised.
        """
        level = level_of(scope)
        if level is Level.TENANT:
            return ""
        if level is Level.SUBSCRIPTION:
            return self._phases.installation.subscription
        address = parse(scope)
        if level is Level.MANAGEMENT_GROUP:
            return await self._management_group(address, call)
        found = await self._phases.records.find(_key(address))
        if found is not None:
            return found.id
        if level is Level.GROUP:
            raise refusals.group_not_found(address.name)
        raise refusals.resource_not_found(
            "/".join((address.namespace, *address.types)), address.names, address.resource_group
        )

    async def _management_group(self, address: Address, call: Call) -> str:
        """The id of a group, which is in a room of its own: its provider finds it, or raises."""
        provider = self._phases.catalogue.find(address, call.api_version)
        target = Target(provider.type, "", address.names, address.text, call.api_version)
        found = None
        if isinstance(provider, Finds):
            found = await provider.find(target, self._phases.turn(call))
        if found is None or isinstance(found, Answer):
            raise refusals.resource_not_found(provider.type.name, address.names, None)
        return str(found["id"])

    async def _extended(self, scope: str, call: Call) -> str:
        """A scope as it was given; raises NotFound when it is served here and is not there.

        What is inside a resource (a secret) is there when the resource is; types that are not
        served cannot be looked up, and whoever extends one has to say so.
        """
        if level_of(scope) is Level.EXTENSION and not parse(scope).is_item:
            raise refusals.invalid_path(scope)
        if level_of(scope) is Level.MANAGEMENT_GROUP:
            return await self._existing(scope, call)
        anchor = self.anchor(scope)
        if anchor is not None:
            await self._existing(anchor, call)
        return scope

    def anchor(self, scope: str) -> str | None:
        """Of a scope the group or stored resource that it is, or is in; of those above, none."""
        level = level_of(scope)
        if level in (Level.TENANT, Level.MANAGEMENT_GROUP, Level.SUBSCRIPTION):
            return None
        if level is Level.GROUP:
            return scope
        address = parse(scope)
        while address.types:
            if isinstance(self._phases.catalogue.get(address.type_key), Stores):
                return address.text
            address = address.parent
        return self.anchor(address.scope)


def level_of(scope: str) -> Level:
    """What kind of thing a scope's text names."""
    depth = scope.count("/")
    if depth == 0:
        return Level.TENANT
    if depth == 2 and scope.lower().startswith("/subscriptions/"):
        return Level.SUBSCRIPTION
    if depth == 4 and scope.split("/")[3].lower() == "resourcegroups":
        return Level.GROUP
    if depth == 4 and scope.lower().startswith(_MANAGEMENT_GROUPS):
        return Level.MANAGEMENT_GROUP
    return Level.EXTENSION


def _key(address: Address) -> str:
    return address.text.lower()


def _joined(scope: str, kind: ResourceType, names: tuple[str, ...]) -> str:
    below = "".join(f"/{each}/{name}" for each, name in zip(kind.types, names, strict=False))
    short = kind.namespace == RESOURCES and kind.types[0] in ("subscriptions", "resourceGroups")
    return f"{scope}{below}" if short else f"{scope}/providers/{kind.namespace}{below}"
