"""The lists that az asks before it creates an app."""

import pytest

from tests.providers.stand import SUB, Stand


@pytest.mark.parametrize("scope", ["", SUB])
async def test_web_stacks_have_what_az_reads(stand: Stand, scope: str) -> None:
    found = (await stand.get(f"{scope}/providers/Microsoft.Web/webAppStacks")).body["value"]

    python = next(each for each in found if each["name"] == "python")
    newest = python["properties"]["majorVersions"][0]["minorVersions"][0]
    linux = newest["stackSettings"]["linuxRuntimeSettings"]
    assert linux["runtimeVersion"] == f"PYTHON|{newest['value']}"
    assert "windowsRuntimeSettings" not in newest["stackSettings"]


async def test_function_stacks_say_their_worker(stand: Stand) -> None:
    found = (await stand.get("/providers/Microsoft.Web/functionAppStacks")).body["value"]

    node = next(each for each in found if each["name"] == "node")
    settings = node["properties"]["majorVersions"][0]["minorVersions"][0]["stackSettings"]
    linux, windows = settings["linuxRuntimeSettings"], settings["windowsRuntimeSettings"]
    assert linux["appSettingsDictionary"] == {"FUNCTIONS_WORKER_RUNTIME": "node"}
    assert linux["siteConfigPropertiesDictionary"]["linuxFxVersion"] == linux["runtimeVersion"]
    assert "linuxFxVersion" not in windows["siteConfigPropertiesDictionary"]
    assert (linux["isDefault"], linux["supportedFunctionsExtensionVersions"]) == (True, ["~4"])


async def test_the_older_list(stand: Stand) -> None:
    found = (await stand.get("/providers/Microsoft.Web/availableStacks")).body["value"]
    assert all(each["properties"]["majorVersions"][0]["isDefault"] for each in found)


async def test_regions_by_their_display_names(stand: Stand) -> None:
    found = await stand.get(f"{SUB}/providers/Microsoft.Web/geoRegions", query=f"{VERSION}")
    assert "West Europe" in [each["name"] for each in found.body["value"]]


VERSION = "api-version=2022-03-01&sku=Dynamic"
