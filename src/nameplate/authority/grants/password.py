"""A user's name and password, told to the client (RFC 6749 section 4.3): ``az login -u -p``.

RFC 9700 section 2.4 advises against it, and so does Entra: it is for automation that cannot show a
page.
"""

from nameplate.authority.client_authentication import ClientAuthentication
from nameplate.authority.clients import Clients, prove_client
from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.authority.grants.users import user_subject
from nameplate.authority.password_sign_in import METHOD, PasswordSignIn
from nameplate.authority.refusals import missing_parameter
from nameplate.authority.token_request import TokenRequest


class Password:
    """The token of whoever knows the password, for a client that may ask for it."""

    grant_types = ("password",)

    def __init__(
        self, passwords: PasswordSignIn, clients: Clients, proofs: ClientAuthentication
    ) -> None:
        self._passwords = passwords
        self._clients = clients
        self._proofs = proofs

    async def authenticate(self, request: TokenRequest) -> Granted:
        appidacr = await prove_client(self._clients, self._proofs, request, public=None)
        if not request.username:
            raise missing_parameter("username")
        if request.password is None:
            raise missing_parameter("password")
        user = await self._passwords.authenticate(
            request.username, request.password, tenant_id=request.tenant.tenant_id
        )
        subject = user_subject(user, request, method=METHOD, appidacr=appidacr)
        sign_in = SignIn(request.scope or "", confidential=appidacr != "0")
        return Granted(subject, "password", sign_in=sign_in)
