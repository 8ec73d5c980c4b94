"""``nameplate functionapp keys`` and ``functionapp function``: what a running host says, and keeps.

The words are az's; values that are set are not printed, as there.
"""

from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import SITES, flattened
from nameplate.cli.scm import SLOT, site_of

_REDACTED: Final = "nameplate: the value is not shown; `nameplate functionapp {} list` shows it"
_KINDS: Final = ("functionKeys", "masterKey", "systemKeys")


def list_host(call: Invocation) -> Any:
    """List the keys of the host."""
    return _send(call, "POST", "host/default/listkeys")


def set_host(call: Invocation) -> Any:
    """Make a key of the host, or change it."""
    arguments = call.arguments
    path = f"host/default/{arguments.key_type}/{quote(arguments.key_name)}"
    return _set(call, path, arguments.key_name, "keys")


def delete_host(call: Invocation) -> Any:
    """Delete a key of the host."""
    arguments = call.arguments
    _send(call, "DELETE", f"host/default/{arguments.key_type}/{quote(arguments.key_name)}")


def list_of(call: Invocation) -> Any:
    """List the keys of a function."""
    return _send(call, "POST", f"{_function(call)}/listkeys")


def set_of(call: Invocation) -> Any:
    """Make a key of a function, or change it."""
    name = call.arguments.key_name
    return _set(call, f"{_function(call)}/keys/{quote(name)}", name, "function keys")


def delete_of(call: Invocation) -> Any:
    """Delete a key of a function."""
    _send(call, "DELETE", f"{_function(call)}/keys/{quote(call.arguments.key_name)}")


def list_functions(call: Invocation) -> Any:
    """List the functions that the host found."""
    site = site_of(call)["id"]
    return [flattened(each) for each in call.plane.items(f"{site}/functions", SITES.api_version)]


def show_function(call: Invocation) -> Any:
    """Show a function."""
    return flattened(call.plane.get(f"{site_of(call)['id']}/{_function(call)}", SITES.api_version))


def _function(call: Invocation) -> str:
    return f"functions/{quote(call.arguments.function_name)}"


def _set(call: Invocation, path: str, name: str, group: str) -> dict[str, Any]:
    body = {"properties": {"name": name, "value": call.arguments.key_value}}
    document = _send(call, "PUT", path, body)
    call.warn(_REDACTED.format(group))
    return {"id": document["id"], "name": document["name"]}


def _send(call: Invocation, method: str, path: str, body: Any = None) -> Any:
    reply = call.plane.send(method, f"{site_of(call)['id']}/{path}", SITES.api_version, body)
    return reply.json() if method != "DELETE" else None


_SITE: Final = (NAME, GROUP, SLOT)
_FUNCTION: Final = option(
    "--function-name", required=True, metavar="FUNCTION", help="the function's name"
)
_KEY: Final = option("--key-name", required=True, metavar="KEY", help="the key's name")
_KIND: Final = option("--key-type", required=True, choices=_KINDS, help="which of the host's keys")
_VALUE: Final = option("--key-value", metavar="VALUE", help="its value (default: a new one)")

COMMANDS: Final = (
    Command(
        "functionapp keys list",
        "list the keys of a function app that runs: they open every function",
        "nameplate functionapp keys list -n functions1",
        list_host,
        _SITE,
    ),
    Command(
        "functionapp keys set",
        "make a key of a function app, or change it",
        "nameplate functionapp keys set -n functions1 --key-type functionKeys --key-name team",
        set_host,
        (*_SITE, _KIND, _KEY, _VALUE),
    ),
    Command(
        "functionapp keys delete",
        "delete a key of a function app: it opens nothing any more",
        "nameplate functionapp keys delete -n functions1 --key-type functionKeys --key-name team",
        delete_host,
        (*_SITE, _KIND, _KEY),
    ),
    Command(
        "functionapp function list",
        "list the functions of a function app that runs",
        "nameplate functionapp function list -n functions1 -o table",
        list_functions,
        _SITE,
        ("Name=config.name", "Language=language", "URL=invoke_url_template"),
    ),
    Command(
        "functionapp function show",
        "show a function of a function app that runs",
        "nameplate functionapp function show -n functions1 --function-name hello",
        show_function,
        (*_SITE, _FUNCTION),
    ),
    Command(
        "functionapp function keys list",
        "list the keys of a function",
        "nameplate functionapp function keys list -n functions1 --function-name hello",
        list_of,
        (*_SITE, _FUNCTION),
    ),
    Command(
        "functionapp function keys set",
        "make a key of a function, or change it",
        "nameplate functionapp function keys set -n functions1 --function-name hello "
        "--key-name team",
        set_of,
        (*_SITE, _FUNCTION, _KEY, _VALUE),
    ),
    Command(
        "functionapp function keys delete",
        "delete a key of a function",
        "nameplate functionapp function keys delete -n functions1 --function-name hello "
        "--key-name team",
        delete_of,
        (*_SITE, _FUNCTION, _KEY),
    ),
)
