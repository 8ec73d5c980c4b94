"""``providers()`` and zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.resource_manager.deployments.preparation.catalogue_facts import (
    CatalogueProviders,
    RegionZones,
)
from nameplate.resource_manager.locations import DISPLAY_NAMES
from tests.providers.stand import Stand


def test_the_catalogue_tells_its_types() -> None:
    providers = CatalogueProviders(Stand().catalogue)
    web = providers.find("microsoft.web", None)
    assert web is not None
    assert web["namespace"] == "Microsoft.Web"
    sites = providers.find("Microsoft.Web", "Sites")
    assert sites in web["resourceTypes"]
    assert sites is not None
    assert "West Europe" in sites["locations"]
    assert sites["apiVersions"]


@pytest.mark.parametrize(("namespace", "kind"), [("My.Rp", None), ("Microsoft.Web", "nope")])
def test_what_is_not_served_is_not_there(namespace: str, kind: str | None) -> None:
    assert CatalogueProviders(Stand().catalogue).find(namespace, kind) is None


@given(location=st.sampled_from([*DISPLAY_NAMES, *DISPLAY_NAMES.values(), "atlantis"]))
def test_physical_and_logical_zones_are_each_others_inverse(location: str) -> None:
    zones = RegionZones()
    for logical in zones.of("Microsoft.Compute", "virtualMachines", location):
        physical = zones.physical("s", location, logical)
        assert physical is not None
        assert zones.logical("s", location, physical) == logical
    assert zones.physical("s", location, "4") is None
    assert zones.logical("s", location, "mars-az1") is None
