"""The client asks for itself (RFC 6749 section 4.4)."""

from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.grants.grant import Granted
from nameplate.authority.token_request import TokenRequest
from nameplate.tokens.claims import SubjectKind, TokenSubject


class ClientCredentials:
    """An application's own token. How it proved itself is its ``appidacr``."""

    grant_types = ("client_credentials",)

    def __init__(self, clients: ClientAuthentication) -> None:
        self._clients = clients

    async def authenticate(self, request: TokenRequest) -> Granted:
        client = await self._clients.authenticate(request)
        principal = client.principal
        subject = TokenSubject(
            object_id=principal.object_id,
            app_id=principal.app_id,
            tenant_id=request.tenant.tenant_id,
            kind=SubjectKind.APPLICATION,
            appidacr=client.appidacr,
            display_name=principal.display_name,
        )
        return Granted(subject, client.proof)
