"""``nameplate webapp config connection-string``: connection strings, with their types."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import usage
from nameplate.cli.scm import SLOT, site_of
from nameplate.cli.webapp_settings import parse_settings, stick, sticky_names

_TYPES: Final = (
    *("ApiHub", "Custom", "DocDb", "EventHub", "MySql", "NotificationHub", "PostgreSQL"),
    *("RedisCache", "SQLAzure", "SQLServer", "ServiceBus"),
)
_BY_NAME: Final = {name.lower(): name for name in _TYPES}

STICKY: Final = "connectionStringNames"
Strings = dict[str, dict[str, str]]


def list_all(call: Invocation) -> Any:
    """List the connection strings, with their values."""
    app = _app_id(call)
    return _rows(_read(call, app), sticky_names(call, app, STICKY))


def set_some(call: Invocation) -> Any:
    """Set some; the others stay."""
    app, kind = _app_id(call), _BY_NAME[call.arguments.connection_string_type]
    given = parse_settings(call.arguments.settings or ())
    sticky = parse_settings(call.arguments.slot_settings or ())
    if not given and not sticky:
        raise usage("say what to set: --settings NAME=VALUE, or --slot-settings")
    wanted = _read(call, app) | {
        name: {"value": value, "type": kind} for name, value in (given | sticky).items()
    }
    changed = _put(call, app, wanted)
    return _hidden(call, changed, stick(call, app, member=STICKY, add=sticky))


def delete(call: Invocation) -> Any:
    """Delete some."""
    app, gone = _app_id(call), set(call.arguments.setting_names)
    kept = {name: one for name, one in _read(call, app).items() if name not in gone}
    changed = _put(call, app, kept)
    return _hidden(call, changed, stick(call, app, member=STICKY, drop=gone))


def _app_id(call: Invocation) -> str:
    return str(site_of(call)["id"])


def _read(call: Invocation, app: str) -> Strings:
    path = f"{app}/config/connectionstrings/list"
    return dict(call.plane.send("POST", path, SITES.api_version).json().get("properties") or {})


def _put(call: Invocation, app: str, wanted: Mapping[str, Any]) -> Strings:
    path, body = f"{app}/config/connectionstrings", {"properties": dict(wanted)}
    return dict(call.plane.put(path, SITES.api_version, body).get("properties") or {})


def _rows(strings: Strings, sticky: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "slotSetting": name in sticky, "type": one["type"], "value": one["value"]}
        for name, one in strings.items()
    ]


def _hidden(call: Invocation, strings: Strings, sticky: Sequence[str]) -> list[dict[str, Any]]:
    call.warn("WARNING: values are hidden here; `webapp config connection-string list` shows them.")
    return [{**row, "value": None} for row in _rows(strings, sticky)]


_COLUMNS: Final = ("Name=name", "Type=type", "Value=value")

COMMANDS: Final = (
    Command(
        "webapp config connection-string list",
        "list an app's connection strings",
        "nameplate webapp config connection-string list -n web1",
        list_all,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
    Command(
        "webapp config connection-string set",
        "set some of an app's connection strings",
        "nameplate webapp config connection-string set -n web1 -t SQLAzure --settings DB=Server=x",
        set_some,
        (
            *(NAME, GROUP, SLOT),
            option(
                "--connection-string-type",
                "-t",
                required=True,
                type=str.lower,
                choices=tuple(_BY_NAME),
                metavar="TYPE",
                help=f"one of {', '.join(_TYPES)}",
            ),
            option(
                "--settings",
                nargs="+",
                metavar="NAME=VALUE",
                help="connection strings, or @FILE with JSON",
            ),
            option(
                "--slot-settings",
                nargs="+",
                metavar="NAME=VALUE",
                help="the same, and they stay with the slot when it is swapped",
            ),
        ),
        _COLUMNS,
    ),
    Command(
        "webapp config connection-string delete",
        "delete some of an app's connection strings",
        "nameplate webapp config connection-string delete -n web1 --setting-names DB",
        delete,
        (
            *(NAME, GROUP, SLOT),
            option("--setting-names", nargs="+", required=True, metavar="NAME", help="their names"),
        ),
        _COLUMNS,
    ),
)
