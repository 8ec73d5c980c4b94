"""What a person's client is given beside its access token, and how they stay signed in.

A refresh token where ``offline_access`` was granted (OpenID Connect Core 1.0 section 11), an ID
token where ``openid`` was, and Microsoft's ``client_info`` and ``foci``, in the order of Entra.
"""

from base64 import urlsafe_b64encode

import orjson

from nameplate.authority import sign_in_refusals
from nameplate.authority.clients import FAMILY
from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.authority.protocols import IdTokenMint
from nameplate.authority.resource_access import ResourceAccess, described
from nameplate.authority.token_request import EndpointVersion, TokenRequest
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import Conflict
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork, UnitsOfWork
from nameplate.directory.directory import Directory
from nameplate.tokens.claims import TokenSubject


class SignIns:
    """Keeps people signed in, and tells their clients who they are."""

    def __init__(
        self,
        directory: Directory,
        units: UnitsOfWork,
        *,
        mint: IdTokenMint,
        cloud: Cloud,
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._access = ResourceAccess(directory)
        self._units = units
        self._mint = mint
        self._cloud = cloud
        self._clock = clock

    async def keep(self, granted: Granted) -> SecretValue | None:
        """The refresh token that the client gets, on disk; the one that it used is used up.

        Raises AADSTS50173 when the sign-in was revoked since the grant was checked.
        """
        if granted.sign_in is None or "offline_access" not in granted.sign_in.scope.split():
            return None
        work = self._units.begin()
        text = self._next(work, granted.subject, granted.sign_in)
        try:
            await work.commit()
        except Conflict:
            now = self._clock.now()
            raise sign_in_refusals.revoked_refresh_token(now, now) from None
        return text

    async def beside(
        self, asked: TokenRequest, granted: Granted, refresh: SecretValue | None
    ) -> dict[str, str]:
        """The members of an answer that follow its access token."""
        if granted.sign_in is None:
            return {}
        subject, told = granted.subject, {}
        if refresh is not None:
            told["refresh_token"] = refresh.reveal()
            if subject.app_id in FAMILY:
                told["foci"] = "1"
        scopes = granted.sign_in.scope.split()
        if "openid" in scopes and asked.version is EndpointVersion.V2:
            told["id_token"] = await self._mint.issue_id_token(
                described(subject, await self._access.client_terms(subject)),
                issuer=self._cloud.issuer_v2(subject.tenant_id),
                scopes=scopes,
                nonce=granted.sign_in.nonce,
            )
        if asked.client_info:
            told["client_info"] = _client_info(subject)
        return told

    def _next(self, work: UnitOfWork, subject: TokenSubject, sign_in: SignIn) -> SecretValue:
        if sign_in.token is not None:
            return self._directory.rotate_refresh_token(
                work, sign_in.token, client_id=subject.app_id
            )
        return self._directory.issue_refresh_token(
            work,
            user_id=subject.object_id,
            client_id=subject.app_id,
            tenant_id=subject.tenant_id,
            scope=sign_in.scope,
            method=subject.method,
            family_id=sign_in.family_id,
            confidential=sign_in.confidential,
        )


def _client_info(subject: TokenSubject) -> str:
    """Whose account it is in a client's cache."""
    document = orjson.dumps({"uid": subject.object_id, "utid": subject.tenant_id})
    return urlsafe_b64encode(document).rstrip(b"=").decode()
