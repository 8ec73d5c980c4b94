"""azure-mgmt-web: plans, sites, their identity and configuration, slots."""

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.web import WebSiteManagementClient
from azure.mgmt.web.models import (
    AppServicePlan,
    ConnectionStringDictionary,
    ConnStringValueTypePair,
    CsmPublishingProfileOptions,
    ManagedServiceIdentity,
    Site,
    SiteConfig,
    SiteConfigResource,
    SitePatchResource,
    SkuDescription,
    SlotConfigNamesResource,
    StringDictionary,
)
from common import LOCATION, Given, begin, say


def plans(client: WebSiteManagementClient, given: Given) -> str:
    """Create, get, list, update; the id of one to run in."""
    ways = client.app_service_plans
    body = AppServicePlan(
        location=LOCATION, kind="linux", reserved=True, sku=SkuDescription(name="B1", tier="Basic")
    )
    made = ways.begin_create_or_update(given.group, "sdk-plan", body).result()
    assert (made.sku.name, made.reserved) == ("B1", True)
    assert ways.get(given.group, "sdk-plan").id == made.id
    assert [each.name for each in ways.list_by_resource_group(given.group)] == ["sdk-plan"]
    ways.begin_create_or_update(given.group, "other", body).result()
    ways.delete(given.group, "other")
    assert [each.name for each in ways.list_by_resource_group(given.group)] == ["sdk-plan"]
    say("plans: create, get, list, delete")
    return str(made.id)


def sites(client: WebSiteManagementClient, given: Given, plan: str) -> None:
    """Create, get, list, update."""
    ways, name = client.web_apps, f"{given.group}-site"
    body = Site(
        location=LOCATION,
        server_farm_id=plan,
        identity=ManagedServiceIdentity(type="SystemAssigned"),
        site_config=SiteConfig(linux_fx_version="PYTHON|3.11"),
    )
    made = ways.begin_create_or_update(given.group, name, body).result()
    assert made.state == "Running"
    assert made.identity.principal_id
    assert made.identity.tenant_id == given.tenant
    assert ways.get(given.group, name).default_host_name.startswith(f"{name}.")
    assert [each.name for each in ways.list_by_resource_group(given.group)] == [name]
    changed = ways.update(given.group, name, SitePatchResource(https_only=True))
    assert changed.https_only
    off = SitePatchResource(identity=ManagedServiceIdentity(type="None"))
    assert ways.update(given.group, name, off).identity is None
    on = ManagedServiceIdentity(type="SystemAssigned")
    assert ways.update(given.group, name, SitePatchResource(identity=on)).identity.principal_id
    say("sites: create, get, list, update, identity on and off")


def configuration(client: WebSiteManagementClient, given: Given) -> None:
    """Settings, connection strings, what stays with a slot, the web configuration."""
    ways, at = client.web_apps, (given.group, f"{given.group}-site")
    ways.update_application_settings(*at, StringDictionary(properties={"A": "1", "B": "2"}))
    assert ways.list_application_settings(*at).properties == {"A": "1", "B": "2"}
    database = ConnStringValueTypePair(value="Server=one", type="SQLAzure")
    ways.update_connection_strings(*at, ConnectionStringDictionary(properties={"db": database}))
    assert ways.list_connection_strings(*at).properties["db"].value == "Server=one"
    ways.update_slot_configuration_names(*at, SlotConfigNamesResource(app_setting_names=["A"]))
    assert ways.list_slot_configuration_names(*at).app_setting_names == ["A"]
    changed = ways.update_configuration(*at, SiteConfigResource(always_on=True))
    assert changed.always_on
    assert ways.get_configuration(*at).linux_fx_version == "PYTHON|3.11"
    credentials = ways.begin_list_publishing_credentials(*at).result()
    assert credentials.publishing_user_name
    assert credentials.publishing_password
    options = CsmPublishingProfileOptions(format="WebDeploy")
    profile = b"".join(ways.list_publishing_profile_xml_with_secrets(*at, options))
    assert b"<publishProfile " in profile
    say("configuration: settings, connection strings, web, publishing")


def life(client: WebSiteManagementClient, given: Given, plan: str) -> None:
    """Stop, start, restart; a slot; and the end."""
    ways, at = client.web_apps, (given.group, f"{given.group}-site")
    ways.stop(*at)
    assert ways.get(*at).state == "Stopped"
    ways.start(*at)
    ways.restart(*at)
    assert ways.get(*at).state == "Running"
    slot = Site(location=LOCATION, server_farm_id=plan)
    made = ways.begin_create_or_update_slot(*at, "staging", slot).result()
    assert made.name == f"{given.group}-site/staging"
    assert [each.name for each in ways.list_slots(*at)] == [made.name]
    ways.delete_slot(*at, "staging")
    ways.delete(*at, delete_empty_server_farm=False)
    with pytest.raises(ResourceNotFoundError, match="ResourceNotFound"):
        ways.get(*at)
    client.app_service_plans.delete(given.group, "sdk-plan")
    say("life: stop, start, restart, slots, delete")


def main() -> None:
    """All of it once."""
    given, credential = begin()
    client = WebSiteManagementClient(credential, given.subscription)
    plan = plans(client, given)
    sites(client, given, plan)
    configuration(client, given)
    life(client, given, plan)
    print("web: ok")


if __name__ == "__main__":
    main()
