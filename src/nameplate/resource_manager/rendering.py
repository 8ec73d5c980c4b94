"""Answers and errors as bytes: ARM's envelope, Microsoft.Web's own, and ARM's headers."""

from typing import Any, Final

from nameplate.core.errors import InternalFailure, NameplateError
from nameplate.edge.http import Request, Response, encode_headers, json_response
from nameplate.resource_manager.provider import Answer
from nameplate.resource_manager.refusals import GATEWAY
from nameplate.resource_manager.resource_type import JSON, ErrorShape

_ALWAYS: Final = (
    ("Cache-Control", "no-cache"),
    ("Pragma", "no-cache"),
    ("Expires", "-1"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
)
_OWN_CODES: Final = {
    "RequestBodyTooLarge": "RequestContentTooLarge",
    "InternalServerError": "InternalServerError",
}
_OWN_WORDS: Final = {
    "RequestBodyTooLarge": "The request content size exceeds the maximum size of 4 MB.",
}


def success(answer: Answer, request: Request, content_type: str) -> Response:
    """An answer with ARM's headers."""
    headers = [*_ALWAYS, *_tracing(request), *answer.headers]
    if answer.etag:
        headers.append(("ETag", f'"{answer.etag}"'))
    if answer.document is None:
        return Response(answer.status, b"", encode_headers(headers))
    if isinstance(answer.document, bytes):
        headers.append(("Content-Type", answer.content_type))
        return Response(answer.status, answer.document, encode_headers(headers))
    own = answer.content_type or content_type
    return json_response(answer.status, answer.document, headers, content_type=own)


def failure(error: NameplateError, request: Request, shape: ErrorShape) -> Response:
    """An error. A gateway's is always ARM's shape; a provider's is its namespace's."""
    headers = [*_ALWAYS, *_tracing(request), *error.headers]
    if isinstance(error, InternalFailure):
        headers.append(("x-ms-failure-cause", "service"))
    if request.method == "HEAD":
        return Response(error.status, b"", encode_headers([("Content-Type", JSON), *headers]))
    if shape is ErrorShape.WEB and GATEWAY not in error.headers and error.status != 401:
        return json_response(error.status, web_error(error), headers)
    return json_response(error.status, {"error": arm_error(error)}, headers)


def arm_error(error: NameplateError) -> dict[str, Any]:
    """ARM's error detail: code and message; target, details and more where there are any."""
    document: dict[str, Any] = {
        "code": _OWN_CODES.get(error.code, error.code),
        "message": _OWN_WORDS.get(error.code, error.message),
    }
    if error.target is not None:
        document["target"] = error.target
    if error.details:
        document["details"] = [arm_error(each) for each in error.details]
    if error.additional_info:
        document["additionalInfo"] = [dict(each) for each in error.additional_info]
    return document


def web_error(error: NameplateError) -> dict[str, Any]:
    """Microsoft.Web's: the same facts three times, in PascalCase (``wire.md`` 22)."""
    entity: dict[str, Any] = {}
    if error.inner_code is not None:
        entity["ExtendedCode"] = error.inner_code
        entity["MessageTemplate"] = error.message
        entity["Parameters"] = []
    entity["Code"] = error.code
    entity["Message"] = error.message
    return {
        "Code": error.code,
        "Message": error.message,
        "Target": error.target,
        "Details": [{"Message": error.message}, {"Code": error.code}, {"ErrorEntity": entity}],
        "Innererror": None,
    }


def _tracing(request: Request) -> list[tuple[str, str]]:
    correlation = request.headers.get("x-ms-correlation-request-id") or request.request_id
    headers = [
        ("x-ms-correlation-request-id", correlation[:100]),
        ("x-ms-routing-request-id", f"LOCAL:{request.request_id}"),
    ]
    client = request.headers.get("x-ms-client-request-id")
    if client is not None and _echoes(request):
        headers.append(("x-ms-client-request-id", client[:100]))
    return headers


def _echoes(request: Request) -> bool:
    return (request.headers.get("x-ms-return-client-request-id") or "").lower() == "true"
