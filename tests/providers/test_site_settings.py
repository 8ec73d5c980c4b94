"""App settings, connection strings and the rest of a site's configuration."""

from typing import Any

import pytest

from tests.providers.stand import SITE, SLOT, STRANGER, Stand

CONFIG = f"{SITE}/config"


@pytest.fixture
async def site(stand: Stand) -> Stand:
    """The same, with a site."""
    assert (await stand.put(SITE, {"location": "westeurope"})).status == 200
    return stand


async def settings(stand: Stand, name: str = "appsettings") -> Any:
    return (await stand.send("POST", f"{CONFIG}/{name}/list")).body["properties"]


async def test_settings_are_replaced_as_a_whole(site: Stand) -> None:
    put = await site.put(f"{CONFIG}/appsettings", {"properties": {"A": "1", "B": 2, "C": True}})
    assert put.body["properties"] == {"A": "1", "B": "2", "C": "true"}

    await site.put(f"{CONFIG}/appsettings", {"properties": {"D": None}})

    assert await settings(site) == {"D": ""}


async def test_a_site_that_has_none_has_an_empty_list(site: Stand) -> None:
    assert await settings(site) == {}
    assert await settings(site, "connectionstrings") == {}


async def test_settings_are_sealed_and_only_listed(site: Stand) -> None:
    await site.put(f"{CONFIG}/appsettings", {"properties": {"PASSWORD": "hunter2"}})

    stored = [each for each in await site.below(SITE) if each.name == "appsettings"]
    got = await site.get(f"{CONFIG}/appsettings")
    listed = await site.get(CONFIG)

    assert "hunter2" not in repr(stored)
    assert got.status == 405
    assert [each["name"] for each in listed.body["value"]] == ["web"]
    events = await site.trail.since(0)
    assert "hunter2" not in repr(events)


async def test_listing_is_a_right_of_its_own(site: Stand) -> None:
    site.doorkeeper.principal = STRANGER
    refused = await site.send("POST", f"{CONFIG}/appsettings/list")
    assert "Microsoft.Web/sites/config/list/action" in refused.body["error"]["message"]


async def test_a_sites_own_body_sets_its_configuration(stand: Stand) -> None:
    config = {
        "alwaysOn": True,
        "appSettings": [{"name": "A", "value": "1"}],
        "connectionStrings": [
            {"name": "db", "connectionString": "Server=x", "type": "SQLAzure"},
        ],
    }
    await stand.put(SITE, {"location": "westeurope", "properties": {"siteConfig": config}})

    web = (await stand.get(f"{CONFIG}/web")).body["properties"]
    assert (web["alwaysOn"], web["appSettings"], web["scmType"]) == (True, None, "None")
    assert await settings(stand) == {"A": "1"}
    assert await settings(stand, "connectionstrings") == {
        "db": {"value": "Server=x", "type": "SQLAzure"}
    }


async def test_a_site_put_without_settings_keeps_them(site: Stand) -> None:
    await site.put(f"{CONFIG}/appsettings", {"properties": {"A": "1"}})
    body = (await site.get(SITE)).body

    await site.put(SITE, body)

    assert await settings(site) == {"A": "1"}


async def test_web_is_merged(site: Stand) -> None:
    await site.send("PATCH", f"{CONFIG}/web", {"properties": {"alwaysOn": True}})
    await site.put(f"{CONFIG}/web", {"properties": {"http20Enabled": True, "alwaysOn": None}})

    found = (await site.get(SITE)).body["properties"]["siteConfig"]
    assert (found["alwaysOn"], found["http20Enabled"]) == (True, True)


async def test_slot_names_have_their_nulls(site: Stand) -> None:
    found = await site.get(f"{CONFIG}/slotConfigNames")
    put = await site.put(f"{CONFIG}/slotconfignames", {"properties": {"appSettingNames": ["A"]}})

    assert set(found.body["properties"].values()) == {None}
    assert put.body["properties"]["appSettingNames"] == ["A"]
    assert put.body["properties"]["connectionStringNames"] == []
    assert (put.body["id"], put.body["name"]) == (None, "web1")
    assert put.body["type"] == "Microsoft.Web/sites"


@pytest.mark.parametrize(
    ("name", "properties"),
    [
        ("appsettings", {"A": []}),
        ("appsettings", {"": "x"}),
        ("appsettings", {"A=B": "x"}),
        ("appsettings", {"A": "x\0y"}),
        ("connectionstrings", {"A": "x"}),
        ("connectionstrings", {"A": {"type": "Custom"}}),
    ],
)
async def test_what_no_process_can_be_given_is_refused(
    site: Stand, name: str, properties: Any
) -> None:
    found = await site.put(f"{CONFIG}/{name}", {"properties": properties})
    assert (found.status, found.body["Code"]) == (400, "BadRequest")
    assert await settings(site, name) == {}


@pytest.mark.parametrize("config", [1, {"appSettings": {}}, {"appSettings": [{"value": "x"}]}])
async def test_malformed_configuration_is_refused(stand: Stand, config: Any) -> None:
    body = {"location": "westeurope", "properties": {"siteConfig": config}}
    assert (await stand.put(SITE, body)).status == 400
    assert (await stand.get(SITE)).status == 404


async def test_other_configurations_are_refused_by_name(site: Stand) -> None:
    found = await site.put(f"{CONFIG}/backup", {"properties": {}})
    assert (found.status, found.error) == (400, "InvalidResourceName")
    assert "appsettings" in found.body["error"]["message"]
    assert (await site.send("POST", f"{CONFIG}/web/list")).status == 404


@pytest.mark.parametrize("name", ["authsettings", "authsettingsV2", "AuthSettings"])
async def test_signing_people_in_is_refused_clearly(site: Stand, name: str) -> None:
    put = await site.put(f"{CONFIG}/{name}", {"properties": {"enabled": True}})
    listed = await site.send("POST", f"{CONFIG}/{name}/list")

    for found in (put, listed):
        assert (found.status, found.error) == (400, "AuthenticationSettingsNotSupported")
        assert "nothing would check who signs in" in found.body["Message"]


async def test_web_answers_as_recorded(site: Stand) -> None:
    """A read names the site's config; the answer to a write is the site's."""
    read = await site.get(f"{CONFIG}/web")
    written = await site.send("PATCH", f"{CONFIG}/web", {"properties": {"alwaysOn": True}})

    assert (read.body["name"], read.body["type"]) == ("web1", "Microsoft.Web/sites/config")
    assert (written.body["id"], written.body["name"]) == (SITE, "web1")
    assert written.body["type"] == "Microsoft.Web/sites"
    assert read.body["properties"]["publishingUsername"] == "$web1"


async def test_a_slot_has_configurations_of_its_own(site: Stand) -> None:
    await site.put(SLOT, {"location": "westeurope"})
    await site.put(f"{SLOT}/config/appsettings", {"properties": {"A": "slot"}})

    listed = await site.send("POST", f"{SLOT}/config/appsettings/list")
    written = await site.put(f"{SLOT}/config/web", {"properties": {"alwaysOn": True}})

    assert listed.body["properties"] == {"A": "slot"}
    assert listed.body["type"] == "Microsoft.Web/sites/config"
    assert await settings(site) == {}
    assert (written.body["name"], written.body["type"]) == (
        "web1/staging",
        "Microsoft.Web/sites/slots",
    )


async def test_mounts_are_sealed_and_logs_are_not(site: Stand) -> None:
    mount = {"type": "AzureFiles", "accountName": "a", "accessKey": "key1"}
    await site.put(f"{CONFIG}/azurestorageaccounts", {"properties": {"m": mount}})
    logs = await site.put(f"{CONFIG}/logs", {"properties": {"httpLogs": {"fileSystem": {}}}})

    assert "key1" not in repr(await site.below(SITE))
    assert await settings(site, "azurestorageaccounts") == {"m": mount}
    assert logs.body["properties"] == {"httpLogs": {"fileSystem": {}}}


async def test_publishing_credentials_are_listed_and_never_put(site: Stand) -> None:
    listed = await site.send("POST", f"{CONFIG}/publishingcredentials/list")
    put = await site.put(f"{CONFIG}/publishingcredentials", {"properties": {}})
    got = await site.get(f"{CONFIG}/publishingcredentials")

    assert listed.body["properties"]["publishingUserName"] == "$web1"
    assert listed.body["properties"]["publishingPassword"] not in repr(await site.below(SITE))
    assert (put.status, got.status) == (405, 405)


async def test_slot_names_stand_in_the_recorded_order(site: Stand) -> None:
    names = {"properties": {"appSettingNames": ["s3"]}}
    kept = await site.put(f"{CONFIG}/slotConfigNames", names)
    assert list(kept.body["properties"]) == [
        *("connectionStringNames", "appSettingNames", "azureStorageConfigNames")
    ]


async def test_a_site_put_back_with_an_identity_changes_nothing_of_its_configuration(
    site: Stand,
) -> None:
    """As az and the portal do it; the app that runs is not to start anew for it."""

    async def etag() -> str:
        (web,) = [each for each in await site.below(SITE) if each.name == "web"]
        return web.etag

    body = (await site.get(SITE)).body
    before = await etag()
    put = await site.put(SITE, {**body, "identity": {"type": "SystemAssigned"}})
    assert put.status == 200
    assert await etag() == before
    body["properties"]["siteConfig"]["alwaysOn"] = True
    await site.put(SITE, body)
    assert await etag() != before
