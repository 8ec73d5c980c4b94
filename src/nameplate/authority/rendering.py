"""Entra's answers: the JSON of its errors, and the headers that its clients read."""

import re
from typing import Any, Final
from uuid import uuid4

from nameplate.authority.refusals import number_of
from nameplate.core.clock import Clock, iso8601
from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response, json_response

SECURITY: Final = (
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
)
NOT_STORED: Final = (("cache-control", "no-store, no-cache"), ("pragma", "no-cache"), *SECURITY)
STORED: Final = (
    ("cache-control", "max-age=86400, private"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "GET, OPTIONS"),
    *SECURITY,
)

_CORRELATION: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_TELEMETRY: Final = "x-client-current-telemetry"

_HOUSE_ERRORS: Final = {500: ("server_error", 90033), 503: ("temporarily_unavailable", 90033)}
"""What is no AADSTS error yet: all other statuses are ``invalid_request``, 90013."""


def not_stored(request: Request, document: Any) -> Response:
    """A token's answer: no cache may keep it."""
    headers = (*NOT_STORED, *_echoes(request, number=0))
    return json_response(200, document, headers)


def stored(request: Request, document: Any) -> Response:
    """A document of discovery, which may be kept for a day and read by any page."""
    return json_response(200, document, (*STORED, *_echoes(request)))


def refused(error: NameplateError, request: Request, cloud: Cloud, clock: Clock) -> Response:
    """An error: ``trace_id`` is the request's id, ``correlation_id`` the client's."""
    oauth_error, number = _HOUSE_ERRORS.get(error.status, ("invalid_request", 90013))
    number = number_of(error) or number
    timestamp = iso8601(clock.now(), digits=0).replace("T", " ")
    correlation = correlation_id(request)
    document = {
        "error": error.inner_code or oauth_error,
        "error_description": (
            f"AADSTS{number}: {error.message}\r\nTrace ID: {request.request_id}\r\n"
            f"Correlation ID: {correlation}\r\nTimestamp: {timestamp}"
        ),
        "error_codes": [number],
        "timestamp": timestamp,
        "trace_id": request.request_id,
        "correlation_id": correlation,
        "error_uri": f"{cloud.authority}/error?code={number}",
    }
    if error.target is not None:
        document["suberror"] = error.target
    headers = (*NOT_STORED, *_echoes(request, number=number), *error.headers)
    return json_response(error.status, document, headers)


def correlation_id(request: Request) -> str:
    """What ties a client's log to ours: its own id where it sent a fit one, else a new one."""
    return _given_correlation(request) or str(uuid4())


def _given_correlation(request: Request) -> str | None:
    given = request.headers.get("client-request-id") or request.query.get("client-request-id")
    return given if given is not None and _CORRELATION.fullmatch(given) else None


def _echoes(request: Request, *, number: int | None = None) -> list[tuple[str, str]]:
    """``client-request-id``, and the telemetry's answer to clients that send theirs."""
    echoes = []
    given = _given_correlation(request)
    if given is not None:
        echoes.append(("client-request-id", given))
    if number is not None and (
        _TELEMETRY in request.headers or _TELEMETRY.encode() in request.body
    ):
        echoes.append(("x-ms-clitelem", f"1,{number},0,,"))
    return echoes
