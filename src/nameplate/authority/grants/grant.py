"""What a grant is, and what it grants."""

from dataclasses import dataclass
from typing import Protocol

from nameplate.authority.token_request import TokenRequest
from nameplate.tokens.claims import TokenSubject


@dataclass(frozen=True, slots=True)
class Granted:
    """Whom a token is for, and what proved it."""

    subject: TokenSubject
    proof: str
    """For the trail: ``client secret``, ``client assertion``."""


class Grant(Protocol):
    """One ``grant_type``."""

    grant_types: tuple[str, ...]
    """The spellings under which it is asked for."""

    async def authenticate(self, request: TokenRequest) -> Granted:
        """Check the proof that a request brings. Raises an AADSTS error."""
        ...
