"""A bearer token of a request becomes the ``Principal`` that asks (RFC 6750 section 2.1).

The verifier says that the token is ours and still good; the directory says that its principal is
there and enabled *now*: switching an identity off ends its tokens at every door at once.
"""

from typing import Protocol

from nameplate.core.principal import Principal, PrincipalType
from nameplate.directory.records import ServicePrincipal, User
from nameplate.edge.http import Request
from nameplate.edge.rejected_tokens import RejectedTokens
from nameplate.tokens.verifier import Rejection, TokenRejected, VerifiedClaims

__all__ = ["Authenticator", "Rejection", "TokenRejected", "bearer_token"]
"""What a wire above needs to know of a bearer token: wires do not import ``tokens``."""


class TokenVerifier(Protocol):
    """What says whether a token is ours (``tokens.Verifier``)."""

    @property
    def stale(self) -> bool: ...

    async def follow(self) -> None: ...

    def verify(self, text: str, audiences: frozenset[str]) -> VerifiedClaims: ...


class Principals(Protocol):
    """Who is in the directory now (``directory.Directory``)."""

    async def principal(self, object_id: str) -> ServicePrincipal | User | None: ...


class Authenticator:
    """Finds out who asks. Nothing suspends while the verifier and the directory are warm."""

    __slots__ = ("_principals", "_rejected", "_verifier")

    def __init__(
        self,
        verifier: TokenVerifier,
        directory: Principals,
        rejected: RejectedTokens | None = None,
    ) -> None:
        """``rejected``: who is told of bad tokens."""
        self._verifier = verifier
        self._principals = directory
        self._rejected = rejected

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        """The principal that a request's token names.

        ``None`` when there is no ``Authorization`` header or it is not of the scheme Bearer: not
        ours is not bad. Raises TokenRejected for a token that is bad, or whose principal is gone
        or switched off.
        """
        try:
            return await self._authenticate(request, audiences)
        except TokenRejected as rejected:
            if self._rejected is not None:
                name = await self._name(rejected.claims)
                await self._rejected.note(rejected, audiences, request.request_id, name=name)
            raise

    async def _authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        text = bearer_token(request)
        if text is None:
            return None
        if self._verifier.stale:
            await self._verifier.follow()
        claims = self._verifier.verify(text, audiences)
        record = await self._principals.principal(claims.object_id)
        if record is None or not record.enabled:
            raise TokenRejected(Rejection.PRINCIPAL, found=claims.object_id, claims=claims)
        return _principal(record, claims)

    async def _name(self, claims: VerifiedClaims | None) -> str | None:
        """What whoever a rejected token names is called, as far as that is known."""
        record = await self._principals.principal(claims.object_id) if claims is not None else None
        return None if record is None else record.display_name


def bearer_token(request: Request) -> str | None:
    """The token of an ``Authorization: Bearer`` header; ``None`` for no header or another scheme.

    Raises TokenRejected when there are two headers or the token is missing or has spaces.
    """
    values = request.headers.get_all("authorization")
    if not values:
        return None
    scheme, _, text = values[0].partition(" ")
    if scheme.lower() != "bearer":
        return None
    text = text.strip()
    if len(values) > 1 or not text or " " in text:
        raise TokenRejected(Rejection.MALFORMED)
    return text


def _principal(record: ServicePrincipal | User, claims: VerifiedClaims) -> Principal:
    if isinstance(record, User):
        return Principal(
            object_id=record.object_id,
            app_id=None,
            tenant_id=claims.tenant_id,
            type=PrincipalType.USER,
            display_name=record.display_name,
            issuer=claims.issuer,
            claims=claims.raw,
        )
    return Principal(
        object_id=record.object_id,
        app_id=record.app_id,
        tenant_id=claims.tenant_id,
        type=PrincipalType.SERVICE_PRINCIPAL,
        display_name=record.display_name,
        issuer=claims.issuer,
        resource_id=record.resource_id,
        claims=claims.raw,
    )
