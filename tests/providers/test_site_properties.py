"""A site's properties in Azure's order."""

from dataclasses import replace

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.providers import site_properties
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
    main, scm = site_properties.hosts("Web1", AZURE_PUBLIC)

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
