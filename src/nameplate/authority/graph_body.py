"""What Graph is asked to make, read from JSON once."""

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request

_LONGEST_NAME: Final = 256
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A ``passwordCredential`` that is asked for."""

    display_name: str
    expires: float | None


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An ``application`` that is asked for."""

    display_name: str
    identifier_uris: tuple[str, ...]
    certificates: tuple[tuple[str, bytes], ...]
    """Names and encodings."""

    @classmethod
    def parse(cls, request: Request) -> "NewApplication":
        """Read the body of ``POST /applications``."""
        body = _object(request)
        uris = _list(body, "identifierUris", str)
        keys = _list(body, "keyCredentials", dict)
        return cls(
            display_name=required_text(body, "displayName"),
            identifier_uris=tuple(uris),
            certificates=tuple(_certificate(each) for each in keys),
        )


def parse_password(request: Request) -> NewPassword:
    """Read the body of ``addPassword``: an empty one asks for the defaults."""
    body = _object(request) if request.body else {}
    asked = body.get("passwordCredential") or {}
    if not isinstance(asked, dict):
        raise _invalid("passwordCredential")
    name, end = asked.get("displayName") or "", asked.get("endDateTime")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise _invalid("displayName")
    return NewPassword(name, None if end is None else _moment(end))


def required_member(request: Request, name: str) -> str:
    """A text that the body must have."""
    return required_text(_object(request), name)


def required_text(body: dict[str, Any], name: str) -> str:
    """A member that is a text of a sensible length."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise _invalid(name)
    return value


def _object(request: Request) -> dict[str, Any]:
    body = request.json()
    if not isinstance(body, dict):
        raise BadRequest("Request_BadRequest", "The request body must be a JSON object.")
    return body


def _list(body: dict[str, Any], name: str, kind: type) -> list[Any]:
    value = body.get(name) or []
    if not isinstance(value, list) or len(value) > _MOST:
        raise _invalid(name)
    if not all(isinstance(each, kind) for each in value):
        raise _invalid(name)
    return value


def _certificate(credential: dict[str, Any]) -> tuple[str, bytes]:
    name, key = credential.get("displayName") or "", credential.get("key")
    if not isinstance(key, str) or not isinstance(name, str):
        raise _invalid("keyCredentials")
    try:
        # Lines of base64, as in a PEM file, are what az sends.
        return name, b64decode("".join(key.split()), validate=True)
    except (Base64Error, ValueError):
        raise _invalid("keyCredentials") from None


def _moment(text: Any) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise _invalid("endDateTime") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _invalid(name: str) -> BadRequest:
    return BadRequest(
        "Request_BadRequest", f"Invalid value specified for property '{name}' of the resource."
    )
