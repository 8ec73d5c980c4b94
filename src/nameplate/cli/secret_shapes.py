"""Secrets as az prints them, and the times and ids that their options take. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from nameplate.cli.failures import usage


def secret(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """A secret with its value: what ``set`` and ``show`` print."""
    return {**properties(bundle), "kid": bundle.get("kid"), "value": bundle.get("value")}


def properties(item: Mapping[str, Any]) -> dict[str, Any]:
    """A secret without its value: a row of a list."""
    return {
        "attributes": _attributes(item.get("attributes") or {}),
        "contentType": item.get("contentType"),
        "id": item.get("id"),
        "managed": item.get("managed"),
        "name": name_of(item.get("id") or ""),
        "tags": item.get("tags"),
    }


def deleted(item: Mapping[str, Any]) -> dict[str, Any]:
    """A deleted secret: a row of ``list-deleted``."""
    return {
        **properties(item),
        "deletedDate": time_text(item.get("deletedDate")),
        "recoveryId": item.get("recoveryId"),
        "scheduledPurgeDate": time_text(item.get("scheduledPurgeDate")),
    }


def name_of(secret_id: str) -> str | None:
    """The secret's name in its id."""
    parts = urlsplit(secret_id).path.split("/")
    return parts[2] if len(parts) > 2 else None


def time_text(seconds: float | None) -> str | None:
    """``2026-11-23T16:09:00+00:00``, as az prints times."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def read_time(text: str | None) -> int | None:
    """Seconds of an option's time: ``2026-12-31T23:59:59Z``; without a zone it is UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise usage(f"'{text}' is no time: write 2026-12-31T23:59:59Z") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def attributes_of(
    *, enabled: str | None, expires: str | None, not_before: str | None
) -> dict[str, Any]:
    """The ``attributes`` to send: only what was given."""
    found = {
        "enabled": None if enabled is None else enabled == "true",
        "exp": read_time(expires),
        "nbf": read_time(not_before),
    }
    return {name: value for name, value in found.items() if value is not None}


def _attributes(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "created": time_text(found.get("created")),
        "enabled": found.get("enabled"),
        "expires": time_text(found.get("exp")),
        "notBefore": time_text(found.get("nbf")),
        "recoverableDays": found.get("recoverableDays"),
        "recoveryLevel": found.get("recoveryLevel"),
        "updated": time_text(found.get("updated")),
    }
