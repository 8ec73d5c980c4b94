"""``nameplate webapp config appsettings``: what an app finds in its environment.

Values are hidden in the answers of ``set`` and ``delete``, as az hides them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import usage
from nameplate.cli.scm import SLOT, site_of

STICKY: Final = "appSettingNames"
"""Of ``slotConfigNames``: which app settings stay with a slot."""


def parse_settings(items: Sequence[str]) -> dict[str, str]:
    """``A=B`` words, and ``@file.json`` with an object or az's own list."""
    found: dict[str, str] = {}
    for item in items:
        if item.startswith("@"):
            found.update(_from_file(Path(item[1:])))
            continue
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise usage(f"a setting is NAME=VALUE, not '{name}'")
        found[name] = value
    return found


def _from_file(path: Path) -> dict[str, str]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise usage(f"cannot read settings from {path}: {problem}") from None
    if isinstance(document, list):
        document = {one.get("name"): one.get("value") for one in document if isinstance(one, dict)}
    if not isinstance(document, dict) or not all(isinstance(name, str) for name in document):
        raise usage(f"{path} is not an object of settings")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in document.items()
    }


def read_settings(call: Invocation, app_id: str) -> dict[str, str]:
    """The app settings of a site."""
    reply = call.plane.send("POST", f"{app_id}/config/appsettings/list", SITES.api_version)
    return dict(reply.json().get("properties") or {})


def sticky_names(call: Invocation, app_id: str, member: str = STICKY) -> list[str]:
    """The names that stay with a slot when it is swapped: of the app, for all its slots."""
    return list(_slot_names(call, app_id).get(member) or ())


def _slot_names(call: Invocation, app_id: str) -> dict[str, Any]:
    path = f"{app_id.partition('/slots/')[0]}/config/slotConfigNames"
    return dict(call.plane.get(path, SITES.api_version).get("properties") or {})


def stick(
    call: Invocation,
    app_id: str,
    *,
    member: str = STICKY,
    add: Iterable[str] = (),
    drop: Iterable[str] = (),
) -> list[str]:
    """Let names stay with their slot, or no longer; returns those that do."""
    held = _slot_names(call, app_id)
    names, gone = held.get(member) or [], set(drop)
    wanted = [name for name in dict.fromkeys((*names, *add)) if name not in gone]
    if wanted != names:
        path = f"{app_id.partition('/slots/')[0]}/config/slotConfigNames"
        call.plane.put(path, SITES.api_version, {"properties": {**held, member: wanted}})
    return wanted


def _app_id(call: Invocation) -> str:
    return str(site_of(call)["id"])


def list_all(call: Invocation) -> Any:
    """List the app settings, with their values."""
    app = _app_id(call)
    return _rows(read_settings(call, app), sticky_names(call, app))


def list_references(call: Invocation) -> Any:
    """List the settings that refer to secrets of vaults, and what became of each."""
    path = f"{_app_id(call)}/config/configreferences/appsettings"
    return list(call.plane.items(path, _REFERENCES))


def set_some(call: Invocation) -> Any:
    """Set some; the others stay."""
    given = parse_settings(call.arguments.settings or ())
    sticky = parse_settings(call.arguments.slot_settings or ())
    if not given and not sticky:
        raise usage("say what to set: --settings NAME=VALUE, or --slot-settings")
    app = _app_id(call)
    changed = _put(call, app, read_settings(call, app) | given | sticky)
    return _hidden(call, changed, stick(call, app, add=sticky))


def delete(call: Invocation) -> Any:
    """Delete some."""
    app = _app_id(call)
    gone = set(call.arguments.setting_names)
    held = read_settings(call, app)
    changed = _put(call, app, {k: v for k, v in held.items() if k not in gone})
    return _hidden(call, changed, stick(call, app, drop=gone))


def _put(call: Invocation, app: str, wanted: Mapping[str, str]) -> dict[str, str]:
    answer = call.plane.put(
        f"{app}/config/appsettings", SITES.api_version, {"properties": dict(wanted)}
    )
    return dict(answer.get("properties") or {})


def _rows(settings: Mapping[str, str], sticky: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"name": name, "slotSetting": name in sticky, "value": value}
        for name, value in settings.items()
    ]


def _hidden(
    call: Invocation, settings: Mapping[str, str], sticky: Sequence[str]
) -> list[dict[str, Any]]:
    call.warn("WARNING: values are hidden here; `webapp config appsettings list` shows them.")
    return [{**row, "value": None} for row in _rows(settings, sticky)]


_REFERENCES: Final = "2024-11-01"
_COLUMNS: Final = ("Name=name", "Value=value", "SlotSetting=slotSetting")
_REFERENCE_COLUMNS: Final = (
    *("Name=name", "Status=properties.status", "Vault=properties.vaultName"),
    *("Secret=properties.secretName", "Details=properties.details"),
)

COMMANDS: Final = (
    Command(
        "webapp config appsettings list",
        "list an app's settings",
        "nameplate webapp config appsettings list -n web1",
        list_all,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
    Command(
        "webapp config appsettings list-references",
        "list the settings that refer to secrets of vaults, and whether they resolve",
        "nameplate webapp config appsettings list-references -n web1 -o table",
        list_references,
        (NAME, GROUP, SLOT),
        _REFERENCE_COLUMNS,
    ),
    Command(
        "webapp config appsettings set",
        "set some of an app's settings",
        "nameplate webapp config appsettings set -n web1 --settings LEVEL=debug SIZE=2",
        set_some,
        (
            *(NAME, GROUP, SLOT),
            option(
                "--settings", nargs="+", metavar="NAME=VALUE", help="settings, or @FILE with JSON"
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
        "webapp config appsettings delete",
        "delete some of an app's settings",
        "nameplate webapp config appsettings delete -n web1 --setting-names LEVEL",
        delete,
        (
            *(NAME, GROUP, SLOT),
            option("--setting-names", nargs="+", required=True, metavar="NAME", help="their names"),
        ),
        _COLUMNS,
    ),
)
