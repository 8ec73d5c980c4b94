"""``nameplate webapp config show|set``: an app's ``config/web``, as far as it concerns anybody."""

import json
from collections.abc import Mapping
from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Argument, Command, Invocation, option
from nameplate.cli.control_plane import SITES, flattened
from nameplate.cli.failures import usage
from nameplate.cli.scm import SLOT, site_of


def show(call: Invocation) -> Any:
    """Show the configuration."""
    return flattened(call.plane.get(_resource(call), SITES.api_version))


def change(call: Invocation) -> Any:
    """Change what is given of it; the rest stays."""
    properties = _given(call)
    if not properties:
        raise usage("say what to change: --always-on true, or --generic-configurations JSON")
    body = {"properties": properties}
    return flattened(call.plane.send("PATCH", _resource(call), SITES.api_version, body).json())


def _resource(call: Invocation) -> str:
    return f"{site_of(call)['id']}/config/web"


def _given(call: Invocation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in call.arguments.generic_configurations or ():
        found |= _generic(text)
    for each in (*_SWITCHES, *_TEXTS):
        value = getattr(call.arguments, each)
        if value is not None:
            found[_PROPERTIES[each]] = value == "true" if each in _SWITCHES else value
    return found


def _generic(text: str) -> Mapping[str, Any]:
    """``KEY=VALUE``, or a JSON object."""
    if not text.lstrip().startswith("{"):
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise usage("--generic-configurations takes KEY=VALUE and JSON objects")
        return {name: _value(value)}
    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError as problem:
        raise usage(f"--generic-configurations is not JSON: {problem}") from None
    return document


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


_PROPERTIES: Final[Mapping[str, str]] = {
    "always_on": "alwaysOn",
    "http20_enabled": "http20Enabled",
    "web_sockets_enabled": "webSocketsEnabled",
    "use_32bit_worker_process": "use32BitWorkerProcess",
    "min_tls_version": "minTlsVersion",
    "ftps_state": "ftpsState",
    "startup_file": "appCommandLine",
    "linux_fx_version": "linuxFxVersion",
    "python_version": "pythonVersion",
    "number_of_workers": "numberOfWorkers",
}
_TEXTS: Final = tuple(_PROPERTIES)[4:]
_SWITCHES: Final = tuple(_PROPERTIES)[:4]


def _option(name: str) -> Argument:
    flag = f"--{name.replace('_', '-')}"
    if name in _SWITCHES:
        return option(flag, dest=name, choices=("true", "false"), help=_PROPERTIES[name])
    if name == "number_of_workers":
        return option(flag, dest=name, type=int, metavar="N", help=_PROPERTIES[name])
    return option(flag, dest=name, metavar="TEXT", help=_PROPERTIES[name])


_COLUMNS: Final = (
    *("Name=name", "ResourceGroup=resourceGroup", "AlwaysOn=alwaysOn", "MinTls=minTlsVersion"),
    "Startup=appCommandLine",
)

COMMANDS: Final = (
    Command(
        "webapp config show",
        "show an app's configuration",
        "nameplate webapp config show -n web1 --query alwaysOn",
        show,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
    Command(
        "webapp config set",
        "change some of an app's configuration",
        "nameplate webapp config set -n web1 --always-on true",
        change,
        (
            *(NAME, GROUP, SLOT),
            *(_option(name) for name in _PROPERTIES),
            option(
                "--generic-configurations",
                nargs="+",
                metavar="WORD",
                help="any other property, as KEY=VALUE or a JSON object",
            ),
        ),
        _COLUMNS,
    ),
)
