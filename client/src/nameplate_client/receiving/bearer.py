"""The ``Authorization`` header: RFC 6750 section 2.1, and no other place for a token."""

import re
from collections.abc import Sequence
from typing import Final

from nameplate_client.receiving.refusals import InvalidRequest, MissingToken

LONGEST: Final = 32_768
_CREDENTIALS: Final = re.compile(r"bearer +([A-Za-z0-9\-._~+/]+=*) *", re.IGNORECASE)


def token_of(headers: Sequence[str]) -> str:
    """The token in the ``Authorization`` headers of a request."""
    if not headers:
        raise MissingToken
    if len(headers) > 1:
        raise InvalidRequest("There is more than one Authorization header.")
    scheme = headers[0].strip().partition(" ")[0]
    if scheme.lower() != "bearer":
        raise MissingToken
    if len(headers[0]) > LONGEST:
        raise InvalidRequest("The token is too long.")
    credentials = _CREDENTIALS.fullmatch(headers[0].strip())
    if credentials is None:
        raise InvalidRequest("The Authorization header holds no bearer token.")
    return credentials[1]
