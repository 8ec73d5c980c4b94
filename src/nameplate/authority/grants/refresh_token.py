"""A client that a person signed in with asks again, without the person (RFC 6749 section 6)."""

from typing import Literal

from nameplate.audit.event import Event, EventKind
from nameplate.authority.audience import names_a_resource
from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.clients import FAMILY
from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.authority.grants.users import user_subject
from nameplate.authority.protocols import ChangeTrail
from nameplate.authority.refusals import disabled_user, missing_parameter
from nameplate.authority.sign_in_refusals import (
    bad_refresh_token,
    expired_refresh_token,
    foreign_refresh_token,
    revoked_refresh_token,
    unproven_web_client,
)
from nameplate.authority.token_request import TokenRequest
from nameplate.core.work import UnitsOfWork
from nameplate.directory.directory import Directory
from nameplate.directory.records import RefreshToken
from nameplate.directory.refresh_tokens import LIFETIME, RefreshTokenState


class RefreshTokenGrant:
    """The token of whoever signed in, for any resource, as long as they may sign in.

    Clients of one family use one another's: each gets its own, and none is used up by another.
    """

    grant_types = ("refresh_token",)

    def __init__(
        self,
        directory: Directory,
        units: UnitsOfWork,
        trail: ChangeTrail,
        proofs: ClientAuthentication,
    ) -> None:
        self._directory = directory
        self._proofs = proofs
        self._units = units
        self._trail = trail

    async def authenticate(self, request: TokenRequest) -> Granted:
        token = await self._find(request)
        user = await self._directory.user(token.user_id)
        if user is None or not user.enabled:
            raise disabled_user()
        appidacr = await self._prove(token, request)
        await self._require_live(token, request)
        return Granted(
            user_subject(user, request, method=token.method, appidacr=appidacr),
            "refresh token",
            scope=None if names_a_resource(request) else token.scope,
            sign_in=SignIn(token.scope, token),
        )

    async def _find(self, request: TokenRequest) -> RefreshToken:
        if not request.client_id:
            raise missing_parameter("client_id")
        if request.refresh_token is None:
            raise missing_parameter("refresh_token")
        token = await self._directory.refresh_token(request.refresh_token)
        if token is None or token.tenant_id != request.tenant.tenant_id:
            raise bad_refresh_token()
        asking = request.client_id.lower()
        if token.client_id != asking and not {token.client_id, asking} <= FAMILY:
            raise foreign_refresh_token()
        return token

    async def _prove(self, token: RefreshToken, request: TokenRequest) -> Literal["0", "1", "2"]:
        """A client that proved itself at the sign-in does so again (RFC 6749 section 6)."""
        if not token.confidential:
            return "0"
        if request.client_secret is None and request.client_assertion is None:
            raise unproven_web_client()
        return (await self._proofs.authenticate(request)).appidacr

    async def _require_live(self, token: RefreshToken, request: TokenRequest) -> None:
        match self._directory.refresh_token_state(token):
            case RefreshTokenState.EXPIRED:
                raise expired_refresh_token(token.issued, LIFETIME)
            case RefreshTokenState.REVOKED:
                raise revoked_refresh_token(token.issued, token.revoked or token.issued)
            case RefreshTokenState.REUSED:
                await self._end(token, request)
                raise revoked_refresh_token(token.issued, token.used or token.issued)
            case RefreshTokenState.LIVE:
                return

    async def _end(self, token: RefreshToken, request: TokenRequest) -> None:
        """Two hold what only one was given: neither may go on."""
        work = self._units.begin()
        self._directory.revoke_refresh_family(work, token)
        event = Event(
            kind=EventKind.CHANGE,
            action="microsoft.directory/users/revokeSignInSessions",
            outcome="allowed",
            resource=token.user_id,
            object_id=token.user_id,
            app_id=token.client_id,
            reason="a refresh token was used twice: its sign-in is revoked",
            request_id=request.request_id,
        )
        self._trail.add(work, event)
        await work.commit()
