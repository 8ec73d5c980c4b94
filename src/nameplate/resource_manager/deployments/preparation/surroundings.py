"""What a template finds around it: the installation as the functions of the language tell it."""

from collections.abc import Mapping
from typing import Any

from nameplate.core.principal import Principal, PrincipalType
from nameplate.resource_manager import refusals
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.preparation.catalogue_facts import (
    CatalogueProviders,
    RegionZones,
)
from nameplate.resource_manager.deployments.preparation.cloud_document import cloud_document
from nameplate.resource_manager.deployments.preparation.prepared import Place
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Answer, Finds, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.scopes import Scopes
from nameplate.template.environment import Environment, Level

_GROUPS = "Microsoft.Resources/resourceGroups"


class Surroundings:
    """Makes the ``Environment`` of a deployment."""

    def __init__(self, phases: Phases) -> None:
        self._phases = phases
        self._scopes = Scopes(phases)
        self._providers = CatalogueProviders(phases.catalogue)
        self._zones = RegionZones()

    async def environment(
        self,
        place: Place,
        turn: Turn,
        *,
        deployment: Mapping[str, Any],
        coming: Mapping[str, Mapping[str, Any]],
    ) -> Environment:
        """The surroundings of a place.

        ``coming`` has the documents of groups that the deployment itself will have made by then,
        by their ids in lower case. Raises NotFound where the place is in nothing that is there.
        """
        if place.scope:
            self._scopes.check_subscription(parse(place.scope))
        in_subscription = place.level in (Level.GROUP, Level.SUBSCRIPTION)
        at = self._phases.installation
        return Environment(
            level=place.level,
            subscription=self._subscription() if in_subscription else None,
            resource_group=await self._group(place, coming),
            management_group=await self._management_group(place, turn),
            tenant={
                "id": f"/tenants/{at.tenant_id}",
                "tenantId": at.tenant_id,
                "displayName": at.tenant_name,
                "countryCode": "",
            },
            deployment=deployment,
            deployer=deployer_document(turn.caller),
            cloud=cloud_document(at.cloud),
            now=turn.now,
            providers=self._providers,
            zones=self._zones,
        )

    def _subscription(self) -> dict[str, Any]:
        at = self._phases.installation
        return {
            "id": at.subscription,
            "subscriptionId": at.subscription_id.lower(),
            "tenantId": at.tenant_id,
            "displayName": at.subscription_name,
        }

    async def _group(
        self, place: Place, coming: Mapping[str, Mapping[str, Any]]
    ) -> Mapping[str, Any] | None:
        if place.level is not Level.GROUP:
            return None
        found = await self._phases.records.find(place.scope.lower())
        if found is not None:
            return group_document(found)
        if place.scope.lower() in coming:
            return coming[place.scope.lower()]
        raise refusals.group_not_found(parse(place.scope).name)

    async def _management_group(self, place: Place, turn: Turn) -> Mapping[str, Any] | None:
        """Its provider knows it, and raises for one that is not there."""
        if place.level is not Level.MANAGEMENT_GROUP:
            return None
        address = parse(place.scope)
        provider = self._phases.catalogue.find(address, "")
        target = Target(provider.type, "", address.names, address.text, "")
        found = await provider.find(target, turn) if isinstance(provider, Finds) else None
        if found is None or isinstance(found, Answer):
            raise refusals.resource_not_found(provider.type.name, address.names, None)
        return found


def group_document(group: Resource) -> dict[str, Any]:
    """What ``resourceGroup()`` returns."""
    managed = group.envelope.get("managedBy")
    return {
        "id": group.id,
        "name": group.name,
        "type": _GROUPS,
        "location": group.location,
        **({"managedBy": managed} if managed else {}),
        "tags": dict(group.tags or {}),
        "properties": {"provisioningState": "Succeeded"},
    }


def coming_group(resource_id: str, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a group that is still to be made from a body."""
    return {
        "id": resource_id,
        "name": name,
        "type": _GROUPS,
        "location": body.get("location"),
        "tags": body.get("tags") or {},
        "properties": {"provisioningState": "Succeeded"},
    }


def deployer_document(caller: Principal) -> dict[str, Any]:
    """What ``deployer()`` returns: a user's has a name."""
    document = {"objectId": caller.object_id, "tenantId": caller.tenant_id}
    if caller.type is PrincipalType.USER:
        document["userPrincipalName"] = caller.display_name
    return document
