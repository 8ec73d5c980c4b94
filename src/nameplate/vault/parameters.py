"""What clients send to a vault, read once into values: names, versions, bodies, query parameters.

REST reference "Set Secret", "Update Secret", "Get Secrets". A member that is ``null`` counts as
not given, unknown members are passed over (SDKs send more than the service knows), and everything
else that does not fit is refused with ``BadParameter`` that names the property.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request
from nameplate.vault.errors import bad_parameter

VALUE_LIMIT: Final = 25_600
"""Bytes of a secret's value in UTF-8 (25 kB)."""
TAGS_LIMIT: Final = 15
TAG_LENGTH: Final = 256
CONTENT_TYPE_LENGTH: Final = 255
PAGE_LIMIT: Final = 25
_TIME_LIMIT: Final = 253_402_300_799
"""9999-12-31T23:59:59Z, the last second that the service's own type can hold."""

_NAME: Final = re.compile(r"[0-9a-zA-Z-]{1,127}")
_API_VERSION: Final = re.compile(r"(?:\d{4}-\d{2}-\d{2}|7\.\d{1,2})(?:-preview(?:\.\d{1,2})?)?")
_WITHOUT_RECOVERABLE_DAYS: Final = frozenset(
    ("2015-06-01", "2016-10-01", "7.0", "7.0-preview", "7.1-preview")
)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """The body of a set: a new version."""

    value: SecretValue
    content_type: str | None
    tags: Mapping[str, str] | None
    enabled: bool
    not_before: int | None
    expires: int | None


@dataclass(frozen=True, slots=True)
class SecretChange:
    """The body of an update: ``None`` leaves what there is."""

    content_type: str | None
    tags: Mapping[str, str] | None
    enabled: bool | None
    not_before: int | None
    expires: int | None


def secret_name(segment: str) -> str:
    """A secret's name from the path."""
    if _NAME.fullmatch(segment) is None:
        raise bad_parameter(f"The request URI contains an invalid name: {segment[:200]}")
    return segment


def api_version(request: Request) -> str:
    """The version that a request asks for: any that is shaped like one, newer ones too."""
    version = request.query.find("api-version")
    if not version:
        raise bad_parameter("api-version must be specified")
    if not _is_version(version):
        raise bad_parameter(
            f"The specified version ({version[:50]}) is not recognized. "
            "Consider using the latest supported version (2025-07-01)."
        )
    return version


def shows_recoverable_days(version: str) -> bool:
    """Whether attributes carry ``recoverableDays`` at an api-version."""
    return version not in _WITHOUT_RECOVERABLE_DAYS


def max_results(request: Request) -> int | None:
    """The size of page that was asked for, ``None`` when none was."""
    text = request.query.find("maxresults")
    if text is None:
        return None
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= size <= PAGE_LIMIT:
        raise _invalid("maxresults", f"it must be a whole number from 1 to {PAGE_LIMIT}")
    return size


def new_secret(body: bytes) -> NewSecret:
    """Read the body of a set."""
    return secret_of(_document(body))


def secret_of(document: Mapping[str, Any]) -> NewSecret:
    """The same, of a body that was read before."""
    value = document.get("value")
    if value is None:
        raise bad_parameter("The property 'value' is required: a secret needs a value.")
    if not isinstance(value, str):
        raise _invalid("value", "it must be a string")
    if len(value.encode()) > VALUE_LIMIT:
        raise _invalid("value", f"it must not be larger than {VALUE_LIMIT} bytes (25 kB)")
    change = change_of(document)
    return NewSecret(
        value=SecretValue(value),
        content_type=change.content_type,
        tags=change.tags,
        enabled=change.enabled is not False,
        not_before=change.not_before,
        expires=change.expires,
    )


def secret_change(body: bytes) -> SecretChange:
    """Read the body of an update; an empty body changes nothing."""
    return change_of(_document(body) if body else {})


def change_of(document: Mapping[str, Any]) -> SecretChange:
    """Content type, tags and attributes of a body that was read before."""
    attributes = document.get("attributes")
    if attributes is None:
        attributes = {}
    if not isinstance(attributes, dict):
        raise _invalid("attributes", "it must be an object")
    enabled = attributes.get("enabled")
    if enabled is not None and not isinstance(enabled, bool):
        raise _invalid("attributes.enabled", "it must be true or false")
    return SecretChange(
        content_type=_content_type(document.get("contentType")),
        tags=_tags(document.get("tags")),
        enabled=enabled,
        not_before=_time("nbf", attributes.get("nbf")),
        expires=_time("exp", attributes.get("exp")),
    )


def backup_value(body: bytes) -> str:
    """Read the body of a restore."""
    value = _document(body).get("value")
    if not isinstance(value, str) or not value:
        raise bad_parameter("The property 'value' is required: the backup to restore.")
    return value


def check_window(not_before: int | None, expires: int | None) -> None:
    """Refuse a window that never opens."""
    if not_before is not None and expires is not None and not_before > expires:
        raise _invalid("nbf", "it must not be later than exp")


@lru_cache(maxsize=256)
def _is_version(text: str) -> bool:
    return _API_VERSION.fullmatch(text) is not None


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}" if body else "it is empty"
        raise bad_parameter(f"The request body is not valid JSON ({where}).") from None
    if not isinstance(document, dict):
        raise bad_parameter("The request body must be a JSON object.")
    return document


def _content_type(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise _invalid("contentType", "it must be a string")
    if len(given) > CONTENT_TYPE_LENGTH:
        raise _invalid("contentType", f"it must not be longer than {CONTENT_TYPE_LENGTH}")
    return given


def _tags(given: object) -> Mapping[str, str] | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _invalid("tags", "it must be an object of strings")
    if len(given) > TAGS_LIMIT:
        raise _invalid("tags", f"there must not be more than {TAGS_LIMIT}")
    for name, value in given.items():
        if not isinstance(value, str):
            raise _invalid(f"tags.{name[:50]}", "it must be a string")
        if len(name) > TAG_LENGTH or len(value) > TAG_LENGTH:
            raise _invalid(
                f"tags.{name[:50]}", f"name and value must not be longer than {TAG_LENGTH}"
            )
    return given


def _time(name: str, given: object) -> int | None:
    if given is None:
        return None
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= _TIME_LIMIT:
        raise _invalid(f"attributes.{name}", "it must be a number of seconds since 1970")
    return given


def _invalid(what: str, why: str) -> Exception:
    return bad_parameter(f"Property {what} has invalid value: {why}.")
