"""What each service says when it refuses for reasons of its own: code and message by status.

R recorded, D documented, Q quoted in public reports; without a letter the words are ours. Only the
code and the status are ever read by clients.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from nameplate.disruption.fault import Surface


@dataclass(frozen=True, slots=True)
class Words:
    """What a refusal says; ``inner`` is OAuth's ``error`` at the authority."""

    code: str
    message: str
    inner: str | None = None


_LATER: Final = "temporarily_unavailable"
_TRANSIENT: Final = "A transient error has occurred."

_WORDS: Final[Mapping[Surface, Mapping[int, Words]]] = {
    Surface.TOKEN: {
        410: Words("invalid_request", "IMDS is going through updates."),  # D how-to-use-vm-token
        429: Words("invalid_request", "Temporarily throttled, too many requests"),  # Q
    },
    Surface.AUTHORITY: {
        429: Words("AADSTS90055", "There are too many incoming requests.", _LATER),  # D
        503: Words("AADSTS90033", f"{_TRANSIENT} Please try again.", _LATER),  # D
        504: Words("AADSTS90024", f"{_TRANSIENT} Try again.", _LATER),  # D
    },
    Surface.VAULT: {
        429: Words(  # Q
            "Throttled",
            "Request was not processed because too many requests were received. Reason: "
            "VaultRequestTypeLimitReached",
        ),
        500: Words("InternalServerError", "An internal server error has occurred."),
        503: Words("ServiceUnavailable", "The service is temporarily unavailable."),
    },
    Surface.ARM: {
        429: Words(  # D
            "SubscriptionRequestsThrottled",
            "Number of requests for the subscription exceeded the limit. Please try again later.",
        ),
        500: Words("InternalServerError", "The server could not finish the request."),
        503: Words("ServerUnavailable", "The server is temporarily unavailable."),
        504: Words("GatewayTimeout", "The gateway did not receive a response in time."),
    },
}


def words_of(surface: Surface, status: int) -> Words:
    """What a service says with a status."""
    found = _WORDS[surface].get(status)
    if found is not None:
        return found
    known = HTTPStatus(status)
    return Words("".join(known.phrase.title().split()), f"{known.phrase}.")
