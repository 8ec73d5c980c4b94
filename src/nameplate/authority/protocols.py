"""What the authority needs of the mint, of the published keys and of the trail."""

from collections.abc import Collection
from typing import Protocol

from nameplate.audit.event import Event
from nameplate.core.work import UnitOfWork
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
        named: str | None = None,
    ) -> IssuedToken: ...


class IdTokenMint(Protocol):
    """Where ID tokens are made: the same one (``tokens.Issuer``)."""

    async def issue_id_token(
        self,
        subject: TokenSubject,
        *,
        issuer: str,
        scopes: Collection[str],
        nonce: str | None = None,
    ) -> str: ...


class PublishedKeys(Protocol):
    """The public signing keys (``tokens.KeyRing``)."""

    @property
    def stale(self) -> bool:
        """Whether the keys have to be read again before they are shown."""
        ...

    async def follow(self) -> None: ...

    def jwks(self) -> bytes: ...

    def read_by(self, client: str, agent: str) -> None:
        """Note who is sent them."""
        ...


class Trail(Protocol):
    """Where tokens and refusals are recorded (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...


class ChangeTrail(Protocol):
    """Where a change's event rides in its own unit (``audit.Trail``)."""

    def add(self, work: UnitOfWork, event: Event) -> None: ...
