"""The platform's token cache: the same question gets the same token until it nears its end.

Identical questions at once are one signature. A token outlives the change epoch: what may have
changed is looked up again, but who still may have a token gets the one that there is, as long as
it still says what a new one would.
"""

import asyncio
from hashlib import sha256
from typing import Final, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.core.clock import Clock
from nameplate.directory.access import ResourceTerms, terms_of
from nameplate.directory.directory import Directory
from nameplate.managed_identity.identities import FoundIdentity
from nameplate.tokens import shortening
from nameplate.tokens.claims import SKEW, SubjectKind, TokenSubject
from nameplate.tokens.issuer import IssuedToken, Issuer
from nameplate.tokens.key_ring import KeyRing

_RENEWED_BEFORE: Final = 3_600
_LIMIT: Final = 2_000

_Key = tuple[str, str, str | None, ResourceTerms]


class TokenTrail(Protocol):
    """What is told of tokens (``audit.Trail``)."""

    async def record(self, event: Event, *, durable: bool = True) -> None: ...

    def count(self, *, object_id: str, audience: str) -> None: ...


class PlatformTokens:
    """Tokens of managed identities, one for each identity and audience."""

    def __init__(
        self,
        issuer: Issuer,
        keys: KeyRing,
        directory: Directory,
        trail: TokenTrail,
        clock: Clock,
    ) -> None:
        self._issuer = issuer
        self._keys = keys
        self._directory = directory
        self._trail = trail
        self._clock = clock
        self._held: dict[_Key, IssuedToken] = {}
        self._pending: dict[_Key, asyncio.Task[IssuedToken]] = {}

    async def token(
        self,
        identity: FoundIdentity,
        audience: str,
        request_id: str,
        *,
        rejected: str | None = None,
    ) -> IssuedToken:
        """The token of an identity for an audience. Fresh ones are recorded, others counted.

        ``rejected``: the SHA-256 (lower-case hex) of a token that some service does not take.
        """
        terms = await terms_of(self._directory, audience, identity.principal)
        key = (identity.principal.object_id, audience, identity.issued_on, terms)
        await self._keys.follow()
        if shortening.limit() is not None:
            return await self._issue(key, identity, request_id, held=False)
        held = self._held.get(key)
        if held is not None and self._good(held) and not _is(held, rejected):
            self._trail.count(object_id=key[0], audience=audience)
            return held
        pending = self._pending.get(key)
        if pending is None:
            pending = asyncio.create_task(self._issue(key, identity, request_id))
            self._pending[key] = pending
            pending.add_done_callback(lambda done: self._finished(key, done))
        # shielded: whoever gives up must not take the token from the others who wait for it
        return await asyncio.shield(pending)

    def forget(self, object_id: str) -> None:
        """Give no token of an identity again that was given before."""
        for key in [key for key in self._held if key[0] == object_id]:
            del self._held[key]

    async def _issue(
        self, key: _Key, identity: FoundIdentity, request_id: str, *, held: bool = True
    ) -> IssuedToken:
        tenant = await self._directory.tenant()
        principal, audience, terms = identity.principal, key[1], key[3]
        subject = TokenSubject(
            object_id=principal.object_id,
            app_id=principal.app_id,
            tenant_id=tenant.tenant_id,
            kind=SubjectKind.MANAGED_IDENTITY,
            appidacr="2",
            display_name=principal.display_name,
            resource_id=principal.resource_id,
            issued_on=identity.issued_on,
            roles=terms.roles,
            groups=terms.groups,
        )
        token = await self._issuer.issue(
            subject, audience, version=terms.token_version, named=terms.token_audience
        )
        await self._trail.record(_issued(identity, token, request_id), durable=False)
        if held:
            self._hold(key, token)
        return token

    def _good(self, token: IssuedToken) -> bool:
        """Whether a token is begun, not near its end, and of a key that is not revoked."""
        known = self._keys.find(token.kid) is not None
        return known and token.not_before <= self._clock.now() < renewed_at(token)

    def _hold(self, key: _Key, token: IssuedToken) -> None:
        self._held.pop(key, None)
        if len(self._held) >= _LIMIT:
            del self._held[next(iter(self._held))]
        self._held[key] = token

    def _finished(self, key: _Key, done: "asyncio.Task[IssuedToken]") -> None:
        del self._pending[key]
        if not done.cancelled():
            done.exception()  # seen, even if everybody who waited has gone


def _is(token: IssuedToken, digest: str | None) -> bool:
    return digest is not None and sha256(token.text.encode("ascii")).hexdigest() == digest


def renewed_at(token: IssuedToken) -> float:
    """When a token is near its end: an hour before it, or half of a short life."""
    half = (token.expires_on - token.issued_at - SKEW) / 2
    return token.expires_on - min(_RENEWED_BEFORE, half)


def _issued(identity: FoundIdentity, token: IssuedToken, request_id: str) -> Event:
    principal = identity.principal
    facts = {"uti": token.uti, "expires": str(token.expires_on)}
    if identity.issued_on is not None:
        facts["on"] = identity.issued_on
    return Event(
        kind=EventKind.TOKEN,
        action="token",
        outcome="allowed",
        resource=token.audience,
        object_id=principal.object_id,
        app_id=principal.app_id,
        display_name=principal.display_name,
        reason=f"the managed identity of {principal.resource_id}",
        request_id=request_id,
        facts=facts,
        workload=identity.issued_on or principal.resource_id or "",
    )
