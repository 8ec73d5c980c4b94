"""A client redeems what a browser brought it (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from nameplate.audit.event import Event, EventKind
from nameplate.authority import authorize_refusals as refusals
from nameplate.authority.audience import names_a_resource
from nameplate.authority.authorization_codes import AuthorizationCodes, CodeState, SignedIn
from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.clients import Clients, prove_client
from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.authority.grants.users import user_subject
from nameplate.authority.protocols import ChangeTrail
from nameplate.authority.refusals import disabled_user, missing_parameter
from nameplate.authority.token_request import TokenRequest
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitsOfWork
from nameplate.directory.directory import Directory

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class AuthorizationCode:
    """The token of whoever signed in, for the client that asked and for nobody else."""

    grant_types = ("authorization_code",)

    def __init__(
        self,
        codes: AuthorizationCodes,
        directory: Directory,
        clients: Clients,
        proofs: ClientAuthentication,
        *,
        units: UnitsOfWork,
        trail: ChangeTrail,
    ) -> None:
        self._codes = codes
        self._directory = directory
        self._clients = clients
        self._proofs = proofs
        self._units = units
        self._trail = trail

    async def authenticate(self, request: TokenRequest) -> Granted:
        if request.code is None:
            raise missing_parameter("code")
        known = self._codes.peek(request.code)
        public = None if known is None else not known.confidential
        # who is only claimed must not use up what belongs to somebody else
        appidacr = await prove_client(self._clients, self._proofs, request, public=public)
        signed_in = await self._redeem(request, request.code)
        user = await self._directory.user(signed_in.object_id)
        if user is None or not user.enabled:
            raise disabled_user()
        sign_in = SignIn(
            signed_in.scope,
            nonce=signed_in.nonce,
            family_id=signed_in.family_id,
            confidential=signed_in.confidential,
        )
        subject = user_subject(user, request, method=signed_in.method, appidacr=appidacr)
        scope = None if names_a_resource(request) else signed_in.scope
        return Granted(subject, "authorization code", scope=scope, sign_in=sign_in)

    async def _redeem(self, request: TokenRequest, code: SecretValue) -> SignedIn:
        state, signed_in = self._codes.redeem(code)
        if signed_in is None:
            raise refusals.bad_code()
        if state is CodeState.EXPIRED:
            raise refusals.expired_code()
        if state is CodeState.USED:
            await self._end(signed_in, request)
            raise refusals.used_code()
        if signed_in.client_id != request.client_id.lower():
            raise refusals.foreign_code()
        if signed_in.tenant_id != request.tenant.tenant_id:
            raise refusals.bad_code()
        if signed_in.redirect_uri != request.redirect_uri:
            raise refusals.foreign_reply_address(request.redirect_uri)
        if not _proves(request.code_verifier, signed_in.challenge):
            raise refusals.bad_verifier()
        return signed_in

    async def _end(self, signed_in: SignedIn, request: TokenRequest) -> None:
        """Two hold what only one was given: what came of it ends (RFC 9700 section 4.5)."""
        work = self._units.begin()
        self._directory.revoke_sign_in(work, signed_in.family_id)
        event = Event(
            kind=EventKind.CHANGE,
            action="microsoft.directory/users/revokeSignInSessions",
            outcome="allowed",
            resource=signed_in.object_id,
            object_id=signed_in.object_id,
            app_id=signed_in.client_id,
            reason="an authorization code was used twice: its sign-in is revoked",
            request_id=request.request_id,
        )
        self._trail.add(work, event)
        await work.commit()


def _proves(verifier: SecretValue | None, challenge: str) -> bool:
    """Whether a verifier is what a challenge was made of; without a challenge there is none."""
    if not challenge or verifier is None:
        return not challenge and verifier is None
    text = verifier.reveal()
    if not _VERIFIER.fullmatch(text):
        return False
    made = urlsafe_b64encode(sha256(text.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())
