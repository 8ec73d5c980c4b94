"""``Microsoft.Web/sites`` and ``sites/slots``: apps, their identity block and configuration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, NotFound
from nameplate.providers import auto_swap, server_farms, site_config, site_properties, slot_swaps
from nameplate.providers.identities import Identities
from nameplate.providers.site_actions import ACTIONS, AppHost, SiteActions
from nameplate.providers.site_availability import NAME, SITES, HostLabels
from nameplate.providers.site_names import SiteName, site_name
from nameplate.providers.site_policies import SitePolicies
from nameplate.providers.site_settings import WEB, SiteSettings
from nameplate.providers.slot_swaps import SlotSwaps
from nameplate.providers.web_versions import site_as_of
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
from nameplate.resource_manager.resource_type import ErrorShape, NameRule, ResourceType

_IDENTITY_IN_SLOTS_SINCE: Final = "2016-08-02"
"""At 2016-08-01, the founding document's api-version, only the primary slot has an identity."""

_SLOT: Final = "/slots/"

TYPE: Final = ResourceType(
    name=SITES,
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2018-02-01", "2016-08-01"),
    tracked=True,
    name_rule=NAME,
    order=("id", "name", "type", "kind", "location", "tags", "properties", "identity"),
    created_status=200,
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    volatile=("tags",),
    list_tail={"nextLink": None, "id": None},
)
SLOTS: Final = replace(
    TYPE,
    name="Microsoft.Web/sites/slots",
    full_name=True,
    name_rule=NameRule(
        r"(?!(?i:production)\Z)(?=.{2,59}\Z)[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?",
        "A slot's name has 2 to 59 letters, digits or '-', does not begin or end with '-' and is "
        "not 'production', which is the site itself.",
    ),
)


@dataclass(frozen=True, slots=True)
class Sites:
    """Apps, or their slots. A plan is not needed, but one that is named must be there."""

    identities: Identities
    settings: SiteSettings
    policies: SitePolicies
    labels: HostLabels
    cloud: Cloud
    host: AppHost
    swaps: SlotSwaps
    type: ResourceType = TYPE
    actions: Sequence[Action] = (*ACTIONS, *slot_swaps.ACTIONS)

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        swapping = auto_swap.linked(desired.id, desired.given.get("siteConfig"))
        return (*self.identities.linked(desired), *swapping)

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        called = site_name(desired.id)
        if current is None:
            await self.labels.check(called.label, desired.key, turn.find)
        _check_slot_identity(desired, called)
        above = await turn.find(desired.key.rpartition("/slots/")[0]) if called.slot else None
        properties = _inheriting(site_properties.kept(desired.properties, current), above)
        if current is None and called.slot:
            fresh = await self.swaps.families.fresh_id(desired.key, called, turn.find)
            properties = {**properties, "deploymentId": fresh}
        plan = await _plan(properties, desired, turn)
        identities = await self.identities.settle(desired, turn, name=called.identity)
        web = await turn.find(f"{desired.key}/config/{WEB}")
        children = self.settings.children(desired, web.properties if web else None)
        return Settled(
            properties=properties,
            kind=desired.kind or (above.kind if above else None) or "app",
            sku=desired.sku,
            protected=current.protected if current else None,
            unique=called.slot is None,
            children=[*children, *(self.policies.children() if current is None else ())],
            requires=(*identities, *plan),
        )

    async def delete(self, current: Resource, turn: Turn) -> None:
        await self.identities.end(current.id, turn)

    def elsewhere(self, action: str, target: Target, body: JsonObject) -> Sequence[str]:
        """A swap changes the other slot too."""
        other = self.swaps.goes_to(target, body) if action in slot_swaps.NAMES else None
        return (other,) if other else ()

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        if action in slot_swaps.NAMES:
            return await self.swaps.act(action, target, body, turn)
        return await SiteActions(self.settings.publishing, self.host).act(action, target, turn)

    async def show(self, resource: Resource, view: View) -> Shown:
        web = await view.find(f"{resource.key}/config/{WEB}")
        plan_key = server_farms.plan_key(resource.properties, resource.id)
        plan = await view.find(plan_key) if plan_key else None
        tier = (plan.sku or {}).get("tier") if plan else None
        # As recorded: a slot has the limits of its parent's kind only after its first answer.
        kind = "app" if view.created and _SLOT in resource.key else resource.kind or "app"
        stored = web.properties if web else {}
        config = site_config.of_site(stored, kind, written=view.written)
        shown = site_properties.properties(resource, self.cloud, config, tier=tier)
        if view.written or view.listed:
            shown["privateEndpointConnections"] = None
        shown = site_as_of(view.api_version, shown, given=resource.properties)
        return Shown(properties=shown, identity=await self.identities.show(resource.id))

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        return replace(
            await self.show(resource, view), identity=await self.identities.foresee(desired)
        )

    async def exported(self, resource: Resource, view: View) -> JsonObject:
        """What a body said; only its actions start, stop and swap a site."""
        by_actions = site_properties.OF_ACTIONS
        return {name: each for name, each in resource.properties.items() if name not in by_actions}

    def protected(self, name: str) -> Sequence[str]:
        return ("siteConfig.appSettings", "siteConfig.connectionStrings")

    async def hidden(self, resource: Resource, view: View) -> JsonObject:
        """The settings that its own body may carry along."""
        return {"siteConfig": await self.settings.carried(resource, view)}


def _check_slot_identity(desired: Desired, called: SiteName) -> None:
    asks = str((desired.identity or {}).get("type") or "None").lower() != "none"
    if asks and called.slot and desired.api_version[:10] < _IDENTITY_IN_SLOTS_SINCE:
        raise BadRequest(
            "BadRequest",
            "Managed service identities for deployment slots are not yet supported at api-version "
            f"'{desired.api_version}': only the primary slot of a site receives the identity.",
        )


def _inheriting(properties: dict[str, Any], above: Resource | None) -> Mapping[str, Any]:
    """A slot runs in its site's plan."""
    plan = above.properties.get("serverFarmId") if above else None
    return {"serverFarmId": plan, **properties} if plan else properties


async def _plan(properties: Mapping[str, Any], desired: Desired, turn: Turn) -> tuple[str, ...]:
    """The key of the plan, which must be there now and at the commit."""
    key = server_farms.plan_key(properties, desired.id)
    if key is None:
        return ()
    if await turn.find(key) is None:
        raise NotFound(
            "NotFound",
            f"Cannot find ServerFarm with name {key.rpartition('/')[2]}.",
            inner_code="51004",
        )
    return (key,)
