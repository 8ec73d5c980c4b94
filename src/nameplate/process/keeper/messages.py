"""One JSON object a line, both ways; the keeper's standard library has no better one."""

import json
from typing import Any, Final

LONGEST: Final = 4 * 1024 * 1024
"""Bytes of one message; an environment is far smaller."""


class Malformed(ValueError):
    """Bytes that are no message: whoever sent them is not our peer."""


def encode(message: dict[str, Any]) -> bytes:
    """A message as a line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """A line as a message. Raises ``Malformed``."""
    try:
        read = json.loads(line)
    except ValueError:
        raise Malformed("the line is not JSON") from None
    if not isinstance(read, dict):
        raise Malformed("the line is no JSON object")
    return read


class Lines:
    """Bytes as they arrive, cut into lines."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now. Raises ``Malformed`` when one never ends."""
        self._rest += data
        *lines, rest = self._rest.split(b"\n")
        self._rest = rest
        if len(rest) > LONGEST:
            raise Malformed("the line is too long")
        return [bytes(line) for line in lines if line]
