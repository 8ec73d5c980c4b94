"""What Graph is asked to make, read from JSON once."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request

_LONGEST_NAME: Final = 256
_LONGEST_TEXT: Final = 1024
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A ``passwordCredential`` that is asked for."""

    display_name: str
    expires: float | None


def parse_password(request: Request) -> NewPassword:
    """Read the body of ``addPassword``: an empty one asks for the defaults."""
    body = json_object(request) if request.body else {}
    asked = body.get("passwordCredential") or {}
    if not isinstance(asked, dict):
        raise invalid("passwordCredential")
    name, end = asked.get("displayName") or "", asked.get("endDateTime")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise invalid("displayName")
    return NewPassword(name, None if end is None else _moment(end))


def required_member(request: Request, name: str) -> str:
    """A text that the body must have."""
    return required_text(json_object(request), name)


def required_text(body: dict[str, Any], name: str) -> str:
    """A member that is a text of a sensible length."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise invalid(name)
    return value


def json_object(request: Request) -> dict[str, Any]:
    """The body, which must be an object."""
    body = request.json()
    if not isinstance(body, dict):
        raise BadRequest("Request_BadRequest", "The request body must be a JSON object.")
    return body


def flag(body: dict[str, Any], name: str) -> bool | None:
    """A member that is true or false; ``None`` when it is not there."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid(name)
    return value


def optional_text(body: dict[str, Any], name: str) -> str | None:
    """A member that is a text of a sensible length; ``None`` when it is not there."""
    value = body.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > _LONGEST_TEXT):
        raise invalid(name)
    return value


def part(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A member that is an object; an empty one when it is not there."""
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise invalid(name)
    return value


def listed(body: dict[str, Any], name: str, kind: type, *, most: int = _MOST) -> list[Any]:
    """A member that is a list of one kind of things; an empty one when it is not there."""
    value = body.get(name) or []
    if not isinstance(value, list) or len(value) > most:
        raise invalid(name)
    if not all(isinstance(each, kind) for each in value):
        raise invalid(name)
    return value


def guids(body: dict[str, Any], name: str, *, most: int = 1000) -> list[str]:
    """A member that is a list of object ids, in lower case."""
    found = [each.lower() for each in listed(body, name, str, most=most)]
    if not all(is_guid(each) for each in found):
        raise invalid(name)
    return found


def required_guid(body: dict[str, Any], name: str) -> str:
    """A member that is an object id, in lower case."""
    value = required_text(body, name).lower()
    if not is_guid(value):
        raise invalid(name)
    return value


def is_guid(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def _moment(text: Any) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise invalid("endDateTime") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def invalid(name: str) -> BadRequest:
    """Graph's words for a member that is not what it should be."""
    return BadRequest(
        "Request_BadRequest", f"Invalid value specified for property '{name}' of the resource."
    )
