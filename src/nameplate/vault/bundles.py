"""The bodies that a vault answers with: which fields, in which order, and which are absent.

REST reference ``SecretBundle``, ``SecretItem``, ``DeletedSecretBundle``, ``DeletedSecretItem``;
order and absence as recorded (``reference/wire.md`` 3 to 7, 12). Nothing is ever ``null`` but the
``nextLink`` of a last page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from nameplate.core.secret_value import SecretValue
from nameplate.vault.parameters import shows_recoverable_days
from nameplate.vault.records import DeletedSecret, SecretProperties

_FULL_RETENTION: Final = 90


@dataclass(frozen=True, slots=True)
class Shape:
    """How one vault's objects look at one api-version."""

    base: str
    """``https://contoso.vault...`` without a slash at the end."""
    recovery_level: str
    recoverable_days: int | None


@lru_cache(maxsize=1024)
def shape(base: str, api_version: str, *, days: int, purge_protection: bool) -> Shape:
    """The shape of a vault's objects; ``base`` is its URI without the slash."""
    level = "Recoverable" if days == _FULL_RETENTION else "CustomizedRecoverable"
    return Shape(
        base,
        level if purge_protection else f"{level}+Purgeable",
        days if shows_recoverable_days(api_version) else None,
    )


def secret(shape: Shape, properties: SecretProperties, value: SecretValue | None = None) -> bytes:
    """A version: with its value from get and set, without from update, recover and restore."""
    body: dict[str, Any] = {} if value is None else {"value": value.reveal()}
    _add(body, shape, properties, f"/{properties.version}")
    return orjson.dumps(body)


def deleted_secret(shape: Shape, deleted: DeletedSecret) -> bytes:
    """A deleted secret, with its newest version."""
    body = _deletion(shape, deleted)
    _add(body, shape, deleted.properties, f"/{deleted.properties.version}")
    return orjson.dumps(body)


def secret_page(shape: Shape, secrets: Sequence[SecretProperties], link: str | None) -> bytes:
    """A page of secrets: items have no version in their ``id``."""
    return _page([_item({}, shape, one, "") for one in secrets], link)


def version_page(shape: Shape, versions: Sequence[SecretProperties], link: str | None) -> bytes:
    """A page of a secret's versions."""
    return _page([_item({}, shape, one, f"/{one.version}") for one in versions], link)


def deleted_page(shape: Shape, deleted: Sequence[DeletedSecret], link: str | None) -> bytes:
    """A page of deleted secrets."""
    return _page([_item(_deletion(shape, one), shape, one.properties, "") for one in deleted], link)


def backup(blob: str) -> bytes:
    """What a backup answers."""
    return orjson.dumps({"value": blob})


def _page(items: list[dict[str, Any]], link: str | None) -> bytes:
    return orjson.dumps({"value": items, "nextLink": link})


def _deletion(shape: Shape, deleted: DeletedSecret) -> dict[str, Any]:
    return {
        "recoveryId": f"{shape.base}/deletedsecrets/{deleted.properties.name}",
        "deletedDate": deleted.deleted,
        "scheduledPurgeDate": deleted.scheduled_purge,
    }


def _item(
    body: dict[str, Any], shape: Shape, properties: SecretProperties, version: str
) -> dict[str, Any]:
    _add(body, shape, properties, version)
    body.pop("kid", None)
    return body


def _add(body: dict[str, Any], shape: Shape, properties: SecretProperties, version: str) -> None:
    if properties.content_type is not None:
        body["contentType"] = properties.content_type
    body["id"] = f"{shape.base}/secrets/{properties.name}{version}"
    if properties.managed:
        body["managed"] = True
    body["attributes"] = _attributes(shape, properties)
    if properties.tags is not None:
        body["tags"] = properties.tags
    if properties.key_id is not None:
        body["kid"] = properties.key_id


def _attributes(shape: Shape, properties: SecretProperties) -> dict[str, Any]:
    attributes: dict[str, Any] = {"enabled": properties.enabled}
    if properties.not_before is not None:
        attributes["nbf"] = properties.not_before
    if properties.expires is not None:
        attributes["exp"] = properties.expires
    attributes["created"] = properties.created
    attributes["updated"] = properties.updated
    attributes["recoveryLevel"] = shape.recovery_level
    if shape.recoverable_days is not None:
        attributes["recoverableDays"] = shape.recoverable_days
    return attributes
