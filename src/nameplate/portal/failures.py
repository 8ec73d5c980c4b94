"""What an API said no with, in one shape, and what ends a visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from nameplate.portal.api import Reply


@dataclass(frozen=True, slots=True)
class Detail:
    """One of several things that an API has to say about a failure."""

    code: str
    message: str


class ApiFailure(Exception):
    """An API refused or failed: its status, its code, its words."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        request_id: str = "",
        details: tuple[Detail, ...] = (),
    ) -> None:
        super().__init__(f"({code}) {message}")
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.details = details

    @classmethod
    def of(cls, reply: Reply) -> "ApiFailure":
        """Read the error that a reply carries: ARM's, Microsoft.Web's, a vault's, OAuth's."""
        error = _error(reply)
        code = _first(error, "code", "Code", "error") or str(reply.status)
        message = _first(error, "message", "Message", "error_description")
        given = error.get("details")
        told = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
        return cls(
            reply.status,
            code,
            message or f"The server answered {reply.status} and did not say why.",
            request_id=reply.header("x-ms-request-id") or "",
            details=tuple(
                Detail(_first(each, "code", "Code"), _first(each, "message", "Message"))
                for each in told
                if _first(each, "message", "Message")
            ),
        )


class SessionEnded(Exception):
    """Whoever was signed in is so no longer."""


class NoSuchPage(Exception):
    """There is nothing at an address."""


def _error(reply: Reply) -> Mapping[str, Any]:
    try:
        document = reply.json()
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(document, dict):
        return {}
    inner = document.get("error")
    return inner if isinstance(inner, dict) else document


def _first(error: Mapping[str, Any], *names: str) -> str:
    found = (error.get(name) for name in names)
    return next((each for each in found if isinstance(each, str) and each), "")
