"""What the authority needs of the mint, of the published keys and of the trail."""

from typing import Protocol

from nameplate.audit.event import Event
from nameplate.tokens.claims import TokenSubject, TokenVersion
from nameplate.tokens.issuer import IssuedToken


class Mint(Protocol):
    """Where every token is made (``tokens.Issuer``)."""

    async def issue(
        self,
        subject: TokenSubject,
        audience: str,
        *,
        lifetime: int | None = None,
        version: TokenVersion = "1.0",
    ) -> IssuedToken: ...


class PublishedKeys(Protocol):
    """The public signing keys (``tokens.KeyRing``)."""

    @property
    def stale(self) -> bool:
        """Whether the keys have to be read again before they are shown."""
        ...

    async def follow(self) -> None: ...

    def jwks(self) -> bytes: ...


class Trail(Protocol):
    """Where tokens and refusals are recorded (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...
