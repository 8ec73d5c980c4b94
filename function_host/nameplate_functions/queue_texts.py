"""How messages are written into a queue: base64 as the host's default, or as they are."""

import base64
import binascii
import json
from typing import Any

from nameplate_functions.failures import CannotConvert


def encoded(body: bytes, *, base64_wanted: bool) -> str:
    """A message as it goes on the wire. Raises ``CannotConvert``."""
    if base64_wanted:
        return base64.b64encode(body).decode("ascii")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotConvert("a message that is no text needs messageEncoding base64") from None


def decoded(text: str, *, base64_wanted: bool) -> bytes:
    """A message as it was meant. Raises ``CannotConvert``."""
    if not base64_wanted:
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CannotConvert(
            "the message is not base64 (see messageEncoding in host.json)"
        ) from None


def members(body: bytes) -> dict[str, Any]:
    """The members of a message that is a JSON object: bindings may refer to them."""
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
