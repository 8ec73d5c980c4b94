"""A user's name and password (RFC 6749 section 4.3): there are no passwords here, only keys.

It is refused as Entra refuses it, so that a client says what a person understands.
"""

from nameplate.authority import sign_in_refusals
from nameplate.authority.grants.grant import Granted
from nameplate.authority.refusals import missing_parameter
from nameplate.authority.token_request import TokenRequest
from nameplate.directory.directory import Directory


class Password:
    """No password is ever right."""

    grant_types = ("password",)

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def authenticate(self, request: TokenRequest) -> Granted:
        if not request.username:
            raise missing_parameter("username")
        wanted = request.username.casefold()
        for user in await self._directory.users():
            if user.user_principal_name.casefold() == wanted:
                raise sign_in_refusals.wrong_password()
        raise sign_in_refusals.unknown_user(request.username, request.tenant.tenant_id)
