"""Requests to 169.254.169.254 of one command: whose instance it is goes into their address.

The metadata service asks for no secret, so that the address has to say who calls
(``managed_identity.paths``); only this command can reach the socket that they come in by.
"""

import re
from typing import Final

_REQUEST: Final = re.compile(
    rb"([A-Z]+) (?:http://[^/ ]*)?(/+metadata(?:[/?][^ ]*)?) (HTTP/1\.[01])", re.IGNORECASE
)
_CONNECTION: Final = re.compile(rb"(?:proxy-)?connection[ \t]*:", re.IGNORECASE)
_BREAK: Final = b"\r\n"


def addressed_to(secret: str, head: bytes) -> bytes:
    """A request's head (without its empty line) with the secret in its path.

    One request a connection: what would come behind it is not looked at.
    """
    first, *fields = head.split(_BREAK)
    found = _REQUEST.fullmatch(first)
    if found is not None:
        first = b"%s /imds/%s%s %s" % (found[1], secret.encode("ascii"), found[2], found[3])
    kept = (each for each in fields if not _CONNECTION.match(each))
    return _BREAK.join((first, *kept, b"Connection: close"))
