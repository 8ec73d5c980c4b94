"""What a request may be before any wire sees it: sizes, framing and paths with one meaning.

RFC 9110 sections 4 and 7, RFC 9112 section 6.3 (framing), RFC 3986 section 3.3 (paths).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import BadRequest, HeadersTooLarge, UriTooLong

_AMBIGUOUS: Final = re.compile(rb"\\|%(?:00|2[fF]|5[cC]|(?![0-9a-fA-F]{2}))|[\x00-\x20\x7f-\xff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes and times in seconds."""

    url: int = 16 * 1024
    headers: int = 100
    header_bytes: int = 64 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    idle_seconds: float = 75.0


@dataclass(frozen=True, slots=True)
class Framing:
    """How a request's body is delimited: ``length`` is ``None`` for a chunked one."""

    length: int | None


NO_BODY: Final = Framing(0)
CHUNKED: Final = Framing(None)


def check_head(scope: Mapping[str, Any], limits: Limits) -> Framing:
    """Check the size and the framing of a request's head. Raises the error that says why not."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > limits.url:
        raise UriTooLong("UriTooLong", f"The request URL is longer than {limits.url} bytes.")
    headers = scope["headers"]
    if len(headers) > limits.headers:
        message = f"The request has more than {limits.headers} header fields."
        raise HeadersTooLarge("RequestHeaderFieldsTooLarge", message)
    size = 0
    length = encoding = None
    for name, value in headers:
        size += len(name) + len(value) + 4
        if name == b"content-length":
            length = _content_length(value, length)
        elif name == b"transfer-encoding":
            encoding = value if encoding is None else b"%s,%s" % (encoding, value)
    if size > limits.header_bytes:
        message = f"The request's header fields are larger than {limits.header_bytes} bytes."
        raise HeadersTooLarge("RequestHeaderFieldsTooLarge", message)
    if length is None and encoding is None:
        return NO_BODY
    return _framing(length, encoding, scope["http_version"])


def check_path(scope: Mapping[str, Any]) -> None:
    """Refuse a path that two readers could read as two: what is routed is what is decided on."""
    raw_path: bytes = scope["raw_path"]
    path: str = scope["path"]
    if _AMBIGUOUS.search(raw_path) or "\ufffd" in path:
        raise BadRequest(
            "InvalidUri",
            "The request path has a character that is not allowed in it: a backslash, an encoded "
            "slash, a control character, a broken percent-encoding or bytes that are not UTF-8.",
        )
    if "/." in path and any(segment in {".", ".."} for segment in path.split("/")):
        raise BadRequest("InvalidUri", "The request path has a '.' or '..' segment.")
    if "%" in path or not raw_path.isascii() or b"%" in raw_path:
        _check_decoded(path)


def _check_decoded(path: str) -> None:
    if not path.isprintable():
        raise BadRequest("InvalidUri", "The request path has a control character.")


def _content_length(value: bytes, earlier: int | None) -> int:
    if not value.isdigit() or len(value) > 15 or (earlier is not None and earlier != int(value)):
        raise BadRequest("InvalidHeaderValue", "The Content-Length header is not valid.")
    return int(value)


def _framing(length: int | None, encoding: bytes | None, version: str) -> Framing:
    if encoding is None:
        return Framing(length)
    if length is not None or version == "1.0" or encoding.strip().lower() != b"chunked":
        message = "The Transfer-Encoding header is not valid here: only 'chunked' is read."
        closing = (("connection", "close"),)  # where this body ends is a matter of opinion
        raise BadRequest("InvalidHeaderValue", message, headers=closing)
    return CHUNKED
