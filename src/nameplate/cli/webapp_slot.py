"""``nameplate webapp deployment slot``: an app's slots, and swapping them.

A slot has an address, settings and an identity of its own. A swap moves content and settings; what
is sticky, names and identities stay.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.apps import find_app
from nameplate.cli.command import GROUP, NAME, Argument, Command, Invocation, option
from nameplate.cli.connection import find_up
from nameplate.cli.control_plane import SITES, flattened
from nameplate.cli.webapp_settings import sticky_names

_PRODUCTION: Final = "production"
_COPIED: Final = (
    *("httpsOnly", "clientAffinityEnabled", "clientCertEnabled", "clientCertMode"),
    *("clientCertExclusionPaths", "publicNetworkAccess"),
)
_NOT_COPIED: Final = ("autoSwapSlotName", "publishingUsername", "siteAuthSettings")
_SEALED: Final = {"appsettings": "appSettingNames", "connectionstrings": "connectionStringNames"}


def create(call: Invocation) -> Any:
    """Create a slot; with the configuration of the app or of another slot, if asked."""
    site = _app(call)
    slot = _slot_id(site, call.arguments.slot)
    given = site.get("properties") or {}
    properties = {name: given[name] for name in _COPIED if given.get(name) is not None}
    body = {"location": site["location"], "kind": site.get("kind"), "properties": properties}
    if call.arguments.assign_identity:
        body["identity"] = {"type": "SystemAssigned"}
    made = call.plane.put(slot, SITES.api_version, body)
    source = call.arguments.configuration_source
    if source is not None:
        is_app = source.lower() == site["name"].lower()
        _copy(call, site, site["id"] if is_app else _slot_id(site, source), slot)
    return _shown(made)


def list_all(call: Invocation) -> Any:
    """List an app's slots; the app itself is not among them."""
    found = call.plane.items(f"{_app(call)['id']}/slots", SITES.api_version)
    return [_shown(each) for each in found]


def swap(call: Invocation) -> Any:
    """Swap a slot, or begin or cancel it with a preview."""
    site, arguments = _app(call), call.arguments
    source = _slot_id(site, arguments.slot)
    target = arguments.target_slot or _PRODUCTION
    if find_up(call.settings.home) is None:
        call.warn("nameplate: recorded; only `nameplate up` runs apps")
    if arguments.action == "reset":
        call.plane.send("POST", f"{source}/resetSlotConfig", SITES.api_version)
        return
    verb = "slotsswap" if arguments.action == "swap" else "applySlotConfig"
    body = {"targetSlot": target, "preserveVnet": True}
    call.plane.send("POST", f"{source}/{verb}", SITES.api_version, body)


def delete(call: Invocation) -> Any:
    """Delete a slot; its identity goes with it."""
    call.plane.delete(_slot_id(_app(call), call.arguments.slot), SITES.api_version)


def auto_swap(call: Invocation) -> Any:
    """Swap a slot by itself whenever something was deployed to it."""
    slot = _slot_id(_app(call), call.arguments.slot)
    target = "" if call.arguments.disable else call.arguments.auto_swap_slot or _PRODUCTION
    body = {"properties": {"autoSwapSlotName": target}}
    done = call.plane.send("PATCH", f"{slot}/config/web", SITES.api_version, body)
    return flattened(done.json())


def _copy(call: Invocation, site: Mapping[str, Any], source: str, slot: str) -> None:
    """Give a slot the configuration of another, without what is sticky there."""
    version = SITES.api_version
    held = call.plane.get(f"{source}/config/web", version).get("properties") or {}
    web = {name: value for name, value in held.items() if name not in _NOT_COPIED}
    call.plane.send("PATCH", f"{slot}/config/web", version, {"properties": web})
    for name, member in _SEALED.items():
        listed = call.plane.send("POST", f"{source}/config/{name}/list", version).json()
        sticky = sticky_names(call, site["id"], member)
        values = listed.get("properties") or {}
        copied = {key: value for key, value in values.items() if key not in sticky}
        call.plane.put(f"{slot}/config/{name}", version, {"properties": copied})


def _app(call: Invocation) -> dict[str, Any]:
    return find_app(call, call.arguments.name, call.arguments.resource_group)


def _slot_id(site: Mapping[str, Any], slot: str) -> str:
    return f"{site['id']}/slots/{quote(slot)}"


def _shown(slot: Mapping[str, Any]) -> dict[str, Any]:
    return flattened({**slot, "name": str(slot["name"]).rpartition("/")[2]})


_SLOT: Final[Argument] = option("--slot", "-s", required=True, metavar="SLOT", help="the slot")
_COLUMNS: Final = (
    *("Name=name", "State=state", "Host=defaultHostName", "Identity=identity.type"),
    "AppServicePlan=serverFarmId",
)

COMMANDS: Final = (
    Command(
        "webapp deployment slot create",
        "create a slot of an app",
        "nameplate webapp deployment slot create -n web1 -s staging\n"
        "nameplate webapp deployment slot create -n web1 -s staging --configuration-source web1",
        create,
        (
            *(NAME, GROUP, _SLOT),
            option(
                "--configuration-source",
                metavar="SOURCE",
                help="copy the settings of the app (by its name) or of a slot, but sticky ones",
            ),
            option("--assign-identity", action="store_true", help="switch on its system identity"),
        ),
        _COLUMNS,
    ),
    Command(
        "webapp deployment slot list",
        "list an app's slots",
        "nameplate webapp deployment slot list -n web1 -o table",
        list_all,
        (NAME, GROUP),
        _COLUMNS,
    ),
    Command(
        "webapp deployment slot swap",
        "swap a slot: warm it up as its target, then let the two change places",
        "nameplate webapp deployment slot swap -n web1 -s staging\n"
        "nameplate webapp deployment slot swap -n web1 -s staging --action preview",
        swap,
        (
            *(NAME, GROUP, _SLOT),
            option("--target-slot", metavar="SLOT", help="with which (default: production)"),
            option(
                "--action",
                choices=("swap", "preview", "reset"),
                default="swap",
                help="swap (the default); or try the target's settings on, or take them off",
            ),
            option("--preserve-vnet", choices=("true", "false"), help="taken, and of no meaning"),
        ),
    ),
    Command(
        "webapp deployment slot auto-swap",
        "swap a slot by itself after each deployment to it",
        "nameplate webapp deployment slot auto-swap -n web1 -s staging",
        auto_swap,
        (
            *(NAME, GROUP, _SLOT),
            option("--auto-swap-slot", metavar="SLOT", help="with which (default: production)"),
            option("--disable", action="store_true", help="no longer"),
        ),
    ),
    Command(
        "webapp deployment slot delete",
        "delete a slot and its identity",
        "nameplate webapp deployment slot delete -n web1 -s staging",
        delete,
        (NAME, GROUP, _SLOT),
    ),
)
