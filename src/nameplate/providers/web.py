"""The types of Microsoft.Web: plans, sites and slots, and what is below them."""

from dataclasses import replace
from typing import Protocol

from nameplate.core.cloud import Cloud
from nameplate.providers import (
    site_policies,
    site_settings,
    site_source_controls,
    sites,
    slot_operations,
)
from nameplate.providers.identities import Identities
from nameplate.providers.resources import ListedResources
from nameplate.providers.server_farms import ServerFarms
from nameplate.providers.site_actions import AppHost
from nameplate.providers.site_availability import HostLabels, NamedResources, SiteNames, Validation
from nameplate.providers.site_deployments import DeploymentHost, site_deployments
from nameplate.providers.site_functions import FunctionHosts, site_functions
from nameplate.providers.site_instances import InstanceHost, site_instances
from nameplate.providers.site_policies import SitePolicies
from nameplate.providers.site_publishing import Publishing
from nameplate.providers.site_references import References, site_references
from nameplate.providers.site_settings import SiteSettings
from nameplate.providers.site_source_controls import SiteSourceControls
from nameplate.providers.sites import Sites
from nameplate.providers.slot_families import SlotFamilies
from nameplate.providers.slot_operations import SiteOperationResults
from nameplate.providers.slot_swaps import SlotSwaps, SwapHost
from nameplate.providers.stacks import GeoRegions, stacks
from nameplate.resource_manager.protection import Sealer
from nameplate.resource_manager.provider import Provider


class Records(NamedResources, ListedResources, Protocol):
    """What these types read of the resource records."""


class Host(AppHost, FunctionHosts, DeploymentHost, InstanceHost, Protocol):
    """What these types ask of the app host."""


def web(
    records: Records,
    sealer: Sealer,
    identities: Identities,
    *,
    cloud: Cloud,
    references: References,
    host: Host,
    swap_host: SwapHost | None = None,
) -> tuple[Provider, ...]:
    """Every type of the namespace."""
    labels, publishing = HostLabels(records), Publishing(sealer, cloud)
    settings = SiteSettings(sealer, publishing)
    policies = SitePolicies()
    slot_settings = SiteSettings(sealer, publishing, site_settings.OF_SLOTS)
    slot_policies = SitePolicies(site_policies.OF_SLOTS)
    swaps = SlotSwaps(settings, SlotFamilies(records), cloud, swap_host)
    apps = Sites(identities, settings, policies, labels, cloud, host, swaps)
    slots = replace(apps, settings=slot_settings, policies=slot_policies, type=sites.SLOTS)
    return (
        ServerFarms(records),
        apps,
        SiteOperationResults(apps, slot_operations.OF_SITES),
        settings,
        policies,
        SiteSourceControls(),
        slots,
        SiteOperationResults(slots, slot_operations.OF_SLOTS),
        slot_settings,
        slot_policies,
        *site_references(settings, slot_settings, references, host),
        *site_functions(host, cloud),
        *site_deployments(host),
        *site_instances(host, identities),
        SiteSourceControls(site_source_controls.OF_SLOTS),
        SiteNames(labels),
        Validation(),
        *stacks(),
        GeoRegions(),
    )
