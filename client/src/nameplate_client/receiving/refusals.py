"""Why a request does not come in, as RFC 6750 section 3 says it.

Refused
    MissingToken          401  no credentials: the challenge names no error
    InvalidRequest        400  credentials that are none: two headers, an odd character
    InvalidToken          401  a token that is not good, not for here or not from whom we trust
    InsufficientScope     403  a good token of somebody who may not do this
    KeysUnavailable       503  nobody can tell: the issuer's keys cannot be had

Descriptions say what is wrong in words of ours; nothing of the token stands in them.
"""

import json
from typing import ClassVar


class Refused(Exception):
    """A request that does not come in: its status, its headers, its body."""

    status: ClassVar[int] = 401
    error: ClassVar[str | None] = None

    def __init__(self, description: str = "", *, scope: str | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.scope = scope

    def headers(self, realm: str | None = None) -> dict[str, str]:
        """What belongs to the answer beside its body."""
        parameters = (
            ("realm", realm),
            ("error", self.error),
            ("error_description", self.description if self.error else None),
            ("scope", self.scope),
        )
        shown = ", ".join(f'{name}="{_quotable(text)}"' for name, text in parameters if text)
        return {"WWW-Authenticate": f"Bearer {shown}".rstrip(), "Cache-Control": "no-store"}

    def document(self) -> dict[str, str]:
        """The body, before it is JSON."""
        return {
            "error": self.error or "unauthorized",
            "error_description": self.description or "A bearer token is needed.",
        }

    def body(self) -> bytes:
        """The body."""
        return json.dumps(self.document()).encode()


class MissingToken(Refused):
    """No bearer token came."""


class InvalidRequest(Refused):
    """What came in place of a token is none."""

    status = 400
    error = "invalid_request"


class InvalidToken(Refused):
    """A token that does not count here."""

    error = "invalid_token"


class InsufficientScope(Refused):
    """A good token of somebody who may not."""

    status = 403
    error = "insufficient_scope"


class KeysUnavailable(Refused):
    """The keys of the issuer cannot be had: no token is believed meanwhile."""

    status = 503
    error = "temporarily_unavailable"

    def headers(self, realm: str | None = None) -> dict[str, str]:
        """No challenge: another token would not help."""
        del realm
        return {"Retry-After": "5", "Cache-Control": "no-store"}


def _quotable(text: str) -> str:
    printable = "".join(letter for letter in text if " " <= letter <= "~")
    return printable.replace("\\", "").replace('"', "'")
