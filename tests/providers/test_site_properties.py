"""A site's properties in Azure's order."""

from dataclasses import replace

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.providers import site_properties
from nameplate.providers.site_names import SiteName
from nameplate.resource_manager.records import Resource
from tests.providers.stand import SITE

STORED = Resource(
    id=SITE,
    type="Microsoft.Web/sites",
    name="Web1",
    location="westus",
    kind="functionapp,linux",
    tags={"a": "1"},
    sku=None,
    properties={"httpsOnly": True, "somethingNewer": 1},
    changed=1_790_000_000.5,
)


def test_what_clients_read_is_there() -> None:
    found = site_properties.properties(STORED, AZURE_PUBLIC, {"alwaysOn": True})
    main, scm = SiteName("Web1").hosts(AZURE_PUBLIC)

    assert found["defaultHostName"] == main == AZURE_PUBLIC.site_host("web1")
    assert found["enabledHostNames"] == [main, scm]
    repository = [each for each in found["hostNameSslStates"] if each["hostType"] == "Repository"]
    assert [each["name"] for each in repository] == [scm]
    assert (found["state"], found["resourceGroup"], found["sku"]) == (
        "Running",
        "local",
        "Standard",
    )
    assert found["webSpace"] == "local-WestUSwebspace"
    assert found["lastModifiedTimeUtc"] == "2026-09-21T14:13:20.5000000"
    assert (found["reserved"], found["httpsOnly"], found["siteConfig"]) == (
        True,
        True,
        {"alwaysOn": True},
    )


def test_order_is_azures_and_unknown_ones_come_last() -> None:
    found = list(site_properties.properties(STORED, AZURE_PUBLIC, {}))
    assert found[:4] == ["name", "state", "hostNames", "webSpace"]
    assert found[-2:] == ["privateLinkIdentifiers", "somethingNewer"]
    assert len(found) == len(set(found))


def test_switched_off_and_under_other_names() -> None:
    stopped = replace(STORED, properties={"enabled": False})
    found = site_properties.properties(stopped, own_cloud("localhost", 8443), {})
    assert (found["state"], found["defaultHostName"]) == ("Stopped", "web1.sites.localhost")


def test_only_actions_start_and_stop() -> None:
    stopped = replace(STORED, properties={"state": "Stopped"})
    given = {"state": "Running", "hostNames": ["x"], "httpsOnly": None, "newer": 1}
    assert site_properties.kept(given, stopped) == {"newer": 1, "state": "Stopped"}
    assert site_properties.kept(given, None) == {"newer": 1}
    assert site_properties.properties(stopped, AZURE_PUBLIC, {})["state"] == "Stopped"


def test_a_slot_has_its_own_names_and_its_plans_tier() -> None:
    slot = replace(STORED, id=f"{SITE}/slots/staging", name="staging")
    found = site_properties.properties(slot, AZURE_PUBLIC, {}, tier="Basic")
    assert (found["name"], found["repositorySiteName"]) == ("web1(staging)", "web1")
    assert found["defaultHostName"] == AZURE_PUBLIC.site_host("web1-staging")
    assert found["sku"] == "Basic"


def test_log_categories_are_those_of_the_kind() -> None:
    kinds = {"app": "ScanLogs", "functionapp": "FunctionAppLogs", "functionapp,workflowapp": "Work"}
    for kind, part in kinds.items():
        found = site_properties.properties(replace(STORED, kind=kind), AZURE_PUBLIC, {})
        assert part in found["eligibleLogCategories"]
