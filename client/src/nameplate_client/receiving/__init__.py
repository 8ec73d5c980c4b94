"""The door of a service: who may come in with which token.

``TokenValidator`` verifies tokens of an issuer that it knows by discovery; ``asgi``, ``wsgi``,
``fastapi`` and ``flask`` put it in front of a service and answer as RFC 6750 says.
"""

from nameplate_client.receiving.claims import Claims
from nameplate_client.receiving.refusals import (
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    KeysUnavailable,
    MissingToken,
    Refused,
)
from nameplate_client.receiving.validator import TokenValidator

__all__ = [
    "Claims",
    "InsufficientScope",
    "InvalidRequest",
    "InvalidToken",
    "KeysUnavailable",
    "MissingToken",
    "Refused",
    "TokenValidator",
]
