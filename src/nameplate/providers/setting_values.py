"""App settings and connection strings of a body, read: what a process can be given as a variable.

Microsoft.Web has them as mappings (``config/appsettings``) and as lists (``siteConfig``).
"""

from collections.abc import Mapping
from typing import Any

import orjson

from nameplate.core.errors import BadRequest


def app_settings(given: Mapping[str, Any]) -> dict[str, str]:
    """Names and texts; numbers and booleans become text, as in Azure, and ``null`` is empty."""
    return {_name(name): _as_text(name, value) for name, value in given.items()}


def connection_strings(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Names, each with a value and a type."""
    found = {}
    for name, value in given.items():
        if not isinstance(value, dict) or not isinstance(value.get("value"), str):
            raise invalid(f"The connection string '{name[:100]}' wants 'value' and 'type'.")
        found[_name(name)] = {"value": value["value"], "type": str(value.get("type", "Custom"))}
    return found


def mounts(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """``azurestorageaccounts``: names, each with an object that may hold an access key."""
    for name, value in given.items():
        if not isinstance(value, dict):
            raise invalid(f"The storage mount '{name[:100]}' is not an object.")
    return {_name(name): dict(value) for name, value in given.items()}


def listed_settings(given: Any) -> dict[str, str]:
    """``siteConfig.appSettings``."""
    return app_settings(_pairs(given, "appSettings"))


def listed_strings(given: Any) -> dict[str, dict[str, str]]:
    """``siteConfig.connectionStrings``."""
    values = _pairs(given, "connectionStrings")
    both = {
        each["name"]: {
            "value": each.get("connectionString") or values[each["name"]] or "",
            "type": each.get("type") or "Custom",
        }
        for each in given
    }
    return connection_strings(both)


def invalid(message: str) -> BadRequest:
    return BadRequest("BadRequest", message)


def _pairs(given: Any, member: str) -> dict[str, Any]:
    """``[{"name": .., "value": ..}]`` as a mapping."""
    if not isinstance(given, list) or not all(
        isinstance(each, dict) and isinstance(each.get("name"), str) for each in given
    ):
        raise invalid(f"'siteConfig.{member}' is a list of objects with 'name' and 'value'.")
    return {each["name"]: each.get("value") for each in given}


def _name(name: str) -> str:
    """A name that a variable can have. Raises BadRequest."""
    if not 0 < len(name) <= 1000 or "=" in name or not name.isprintable() or name != name.strip():
        raise invalid(
            f"{name[:100]!r} cannot be the name of a setting: that is a text of up to 1000 "
            "printable characters without '=' and without blanks around it."
        )
    return name


def _as_text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and "\0" not in value:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, bool | float):
        return orjson.dumps(value).decode()
    raise invalid(f"The value of the setting '{name[:100]}' is not a text.")
