"""What a grant is, and what it grants."""

from dataclasses import dataclass
from typing import Protocol

from nameplate.authority.token_request import TokenRequest
from nameplate.directory.records import RefreshToken
from nameplate.tokens.claims import TokenSubject


@dataclass(frozen=True, slots=True)
class SignIn:
    """That a person signed in with a client, which may keep them signed in."""

    scope: str
    """What they granted it: OpenID's words in it say what it gets beside the access token."""
    token: RefreshToken | None = None
    """The one that was used; ``None`` where the person has just signed in."""
    nonce: str | None = None
    """What ties an ID token to the client's request."""
    family_id: str = ""
    """Of the refresh tokens to come, where it was decided before."""
    confidential: bool = False
    """Whether the client proved itself, and has to again for each refresh."""


@dataclass(frozen=True, slots=True)
class Granted:
    """Whom a token is for, and what proved it."""

    subject: TokenSubject
    proof: str
    """For the trail: ``client secret``, ``client assertion``."""
    scope: str | None = None
    """What it was granted for, where that was said before and not in this request."""
    sign_in: SignIn | None = None


class Grant(Protocol):
    """One ``grant_type``."""

    @property
    def grant_types(self) -> tuple[str, ...]:
        """The spellings under which it is asked for."""
        ...

    async def authenticate(self, request: TokenRequest) -> Granted:
        """Check the proof that a request brings. Raises an AADSTS error."""
        ...
