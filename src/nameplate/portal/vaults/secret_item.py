"""A secret as pages show it: everything but its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nameplate.portal.failures import ApiFailure


@dataclass(frozen=True, slots=True)
class SecretItem:
    """A secret's version, or what was deleted of one; times in seconds since 1970."""

    name: str
    version: str
    enabled: bool
    created: int | None
    updated: int | None
    expires: int | None
    not_before: int | None
    content_type: str
    tags: Mapping[str, str]
    managed: bool
    deleted: int | None = None
    purged: int | None = None

    @property
    def expires_field(self) -> str:
        return _field(self.expires)

    @property
    def not_before_field(self) -> str:
        return _field(self.not_before)

    @property
    def tags_field(self) -> str:
        """One tag a line."""
        return "\n".join(f"{name}={value}" for name, value in self.tags.items())


def read_item(document: Mapping[str, Any]) -> SecretItem:
    """Of a secret's bundle or a list's item."""
    parts = str(document["id"]).split("/")[4:]
    attributes: Mapping[str, Any] = document.get("attributes") or {}
    return SecretItem(
        name=parts[0],
        version=parts[1] if len(parts) > 1 else "",
        enabled=bool(attributes.get("enabled", True)),
        created=attributes.get("created"),
        updated=attributes.get("updated"),
        expires=attributes.get("exp"),
        not_before=attributes.get("nbf"),
        content_type=str(document.get("contentType") or ""),
        tags=dict(document.get("tags") or {}),
        managed=bool(document.get("managed")),
        deleted=document.get("deletedDate"),
        purged=document.get("scheduledPurgeDate"),
    )


def seconds(text: str, label: str) -> int | None:
    """Of what a field for a time holds, taken as UTC. Raises ApiFailure."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise ApiFailure(
            400, "BadParameter", f"{label} is a time such as 2031-12-24T18:00."
        ) from None
    return int((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp())


def tags(text: str) -> dict[str, str]:
    """Of lines ``name=value``. Raises ApiFailure."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip():
            message = f"A tag is a line such as team=payments; this one is not: {line[:60]}"
            raise ApiFailure(400, "BadParameter", message)
        found[name.strip()] = value.strip()
    return found


def _field(value: int | None) -> str:
    return "" if value is None else datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M")
