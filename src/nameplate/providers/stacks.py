"""``webAppStacks``, ``functionAppStacks``, ``availableStacks``, ``geoRegions``: asked first by az.

It refuses a runtime that these lists do not have. Which of them really starts is decided by what is
installed on the machine, when the app is hosted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.providers.runtimes import FUNCTION_RUNTIMES, WEB_RUNTIMES, Runtime
from nameplate.resource_manager.locations import DISPLAY_NAMES
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.resource_type import Level, ResourceType

_VERSIONS: Final = ("2024-11-01", "2023-12-01", "2022-03-01", "2020-10-01")


def _type(name: str, level: Level = Level.EXTENSION) -> ResourceType:
    return ResourceType(
        name=f"Microsoft.Web/{name}",
        api_versions=_VERSIONS,
        level=level,
        content_type="application/json",
        list_tail={"nextLink": None, "id": None},
        open=True,
    )


@dataclass(frozen=True, slots=True)
class Stacks:
    """One of the lists, at the tenant or in a subscription."""

    type: ResourceType
    runtimes: tuple[Runtime, ...]
    describe: Callable[[Runtime], JsonObject]

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [
            {
                "id": f"{target.id}/providers/{self.type.name}/{each.value}",
                "location": None,
                "name": each.value,
                "type": f"{self.type.name}?stackOsType=All",
                "properties": self.describe(each),
            }
            for each in self.runtimes
        ]


def stacks() -> tuple[Stacks, ...]:
    """The three of them."""
    return (
        Stacks(_type("webAppStacks"), WEB_RUNTIMES, _web),
        Stacks(_type("functionAppStacks"), FUNCTION_RUNTIMES, _functions),
        Stacks(_type("availableStacks"), WEB_RUNTIMES, _available),
    )


def _web(runtime: Runtime) -> JsonObject:
    return _described(runtime, _web_settings)


def _functions(runtime: Runtime) -> JsonObject:
    return _described(runtime, _function_settings)


def _described(
    runtime: Runtime, settings: Callable[[Runtime, str, str], dict[str, Any]]
) -> dict[str, Any]:
    return {
        "displayText": runtime.display,
        "value": runtime.value,
        "preferredOs": "linux",
        "majorVersions": [_version(runtime, each, settings) for each in runtime.versions],
    }


def _version(
    runtime: Runtime, version: str, settings: Callable[[Runtime, str, str], dict[str, Any]]
) -> dict[str, Any]:
    text = f"{runtime.display} {version.partition('-')[0]}"
    by_system = {"linuxRuntimeSettings": settings(runtime, version, runtime.on_linux(version))}
    if runtime.windows:
        name = f"{runtime.windows}{version.partition('-')[0]}"
        by_system["windowsRuntimeSettings"] = settings(runtime, version, name)
    minor = {"displayText": text, "value": version, "stackSettings": by_system}
    return {"displayText": text, "value": version.partition("-")[0], "minorVersions": [minor]}


def _web_settings(_: Runtime, version: str, name: str) -> dict[str, Any]:
    return {
        "runtimeVersion": name,
        "remoteDebuggingSupported": False,
        "appInsightsSettings": {"isSupported": True},
        "gitHubActionSettings": {
            "isSupported": True,
            "supportedVersion": version.partition("-")[0],
        },
        "isPreview": False,
        "isDeprecated": False,
        "isHidden": False,
        "isAutoUpdate": False,
        "isEarlyAccess": False,
    }


def _function_settings(runtime: Runtime, version: str, name: str) -> dict[str, Any]:
    config: dict[str, Any] = {"use32BitWorkerProcess": False}
    if name == runtime.on_linux(version):
        config["linuxFxVersion"] = name
    return {
        **_web_settings(runtime, version, name),
        "isDefault": version == runtime.versions[0],
        "appSettingsDictionary": {"FUNCTIONS_WORKER_RUNTIME": runtime.worker},
        "siteConfigPropertiesDictionary": config,
        "supportedFunctionsExtensionVersions": ["~4"],
    }


def _available(runtime: Runtime) -> JsonObject:
    versions = [
        {
            "displayVersion": each,
            "runtimeVersion": runtime.on_linux(each),
            "isDefault": each == runtime.versions[0],
            "minorVersions": [],
        }
        for each in runtime.versions
    ]
    return {
        "name": runtime.value,
        "display": runtime.display,
        "dependency": None,
        "majorVersions": versions,
        "frameworks": [],
    }


_GEO_REGIONS: Final = _type("geoRegions", Level.SUBSCRIPTION)


@dataclass(frozen=True, slots=True)
class GeoRegions:
    """Where plans can be; everything runs on this machine whatever they say."""

    type: ResourceType = _GEO_REGIONS

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        return [
            {
                "id": f"{target.id}/providers/{self.type.name}/{display}",
                "name": display,
                "type": self.type.name,
                "properties": {
                    "name": display,
                    "description": None,
                    "displayName": display,
                    "orgDomain": "PUBLIC",
                },
            }
            for name, display in DISPLAY_NAMES.items()
            if name != "global"
        ]
