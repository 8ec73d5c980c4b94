"""``POST /{tenant}/oauth2/v2.0/token`` and ``/{tenant}/oauth2/token`` (RFC 6749 section 3.2)."""

from collections.abc import Sequence
from typing import Any, Final

from nameplate.audit.event import Event, EventKind
from nameplate.authority.audience import Audiences
from nameplate.authority.grants.grant import Grant, Granted
from nameplate.authority.protocols import Mint, Trail
from nameplate.authority.refusals import unsupported_grant
from nameplate.authority.rendering import not_stored
from nameplate.authority.resource_access import ResourceAccess, described
from nameplate.authority.sign_in_refusals import PENDING
from nameplate.authority.sign_ins import SignIns
from nameplate.authority.tenants import NamedTenant
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.core.clock import Clock
from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response
from nameplate.tokens.claims import SubjectKind
from nameplate.tokens.issuer import IssuedToken

_ID_LENGTH: Final = 36


class TokenEndpoint:
    """The phases that all grants share."""

    def __init__(
        self,
        grants: Sequence[Grant],
        audiences: Audiences,
        mint: Mint,
        trail: Trail,
        clock: Clock,
        *,
        sign_ins: SignIns,
        access: ResourceAccess,
    ) -> None:
        self._grants = {name: grant for grant in grants for name in grant.grant_types}
        self._audiences = audiences
        self._mint = mint
        self._trail = trail
        self._clock = clock
        self._sign_ins = sign_ins
        self._access = access

    async def handle(
        self, request: Request, tenant: NamedTenant, version: EndpointVersion
    ) -> Response:
        """Answer a token request; what is refused is recorded too."""
        asked = None
        try:
            # 1. Read the request, once.
            asked = TokenRequest.parse(request, tenant, version)
            # 2. Find out whom the token is for: the grant's own work.
            granted = await self._grant(asked).authenticate(asked)
            # 3. Find out what it is for.
            delegated = granted.subject.kind is SubjectKind.USER
            audience = await self._audiences.of(asked, scope=granted.scope, delegated=delegated)
            # 4. Ask the resource whether it lets them in, and what it says of them.
            terms = await self._access.terms(granted.subject, audience)
            # 5. Keep a person signed in, where they granted that.
            refresh = await self._sign_ins.keep(granted)
        except NameplateError as error:
            if error.inner_code != PENDING:
                await self._trail.record(_refused(request, asked, error), durable=False)
            raise
        # 6. Mint it, and what goes beside it.
        token = await self._mint.issue(
            described(granted.subject, terms),
            audience,
            version=terms.token_version,
            named=terms.token_audience,
        )
        beside = await self._sign_ins.beside(asked, granted, refresh)
        # 7. Record it.
        await self._trail.record(_issued(asked, granted, token), durable=False)
        # 8. Answer.
        return not_stored(request, self._answer(granted, token, version) | beside)

    def _grant(self, asked: TokenRequest) -> Grant:
        grant = self._grants.get(asked.grant_type)
        if grant is None:
            raise unsupported_grant(asked.grant_type)
        return grant

    def _answer(
        self, granted: Granted, token: IssuedToken, version: EndpointVersion
    ) -> dict[str, Any]:
        expires_in = max(int(token.expires_on - self._clock.now()), 0)
        if version is EndpointVersion.V2:
            return {
                "token_type": "Bearer",
                **_scope(granted, token),
                "expires_in": expires_in,
                "ext_expires_in": expires_in,
                "access_token": token.text,
            }
        return {
            "token_type": "Bearer",
            "expires_in": str(expires_in),
            "ext_expires_in": str(expires_in),
            "expires_on": str(token.expires_on),
            "not_before": str(token.not_before),
            "resource": token.audience,
            "access_token": token.text,
        }


def _scope(granted: Granted, token: IssuedToken) -> dict[str, str]:
    """What a user delegated; an application's token says nothing of the kind."""
    delegated = (*granted.subject.scopes, ".default") if granted.subject.scopes else ()
    scope = " ".join(f"{token.audience}/{each}" for each in delegated)
    return {"scope": scope} if scope else {}


def _issued(asked: TokenRequest, granted: Granted, token: IssuedToken) -> Event:
    subject = granted.subject
    is_user = subject.kind is SubjectKind.USER
    return Event(
        kind=EventKind.SIGN_IN if is_user else EventKind.TOKEN,
        action="token",
        outcome="allowed",
        resource=token.audience,
        object_id=subject.object_id,
        app_id=subject.app_id,
        display_name=subject.display_name,
        reason=granted.proof,
        request_id=asked.request_id,
        facts={"grant": asked.grant_type, "uti": token.uti, "kid": token.kid},
    )


def _refused(request: Request, asked: TokenRequest | None, error: NameplateError) -> Event:
    """Who asked is only claimed, and nothing at all when the request could not be read."""
    claimed = "" if asked is None else asked.client_id
    return Event(
        kind=EventKind.TOKEN,
        action="token",
        outcome="denied",
        resource="" if asked is None else (asked.resource or asked.scope or "")[:200],
        app_id=claimed.lower() if len(claimed) == _ID_LENGTH else None,
        reason=f"{error.code}: {error.message}"[:400],
        request_id=request.request_id,
        facts={"client": request.client, "grant": "" if asked is None else asked.grant_type[:100]},
    )
