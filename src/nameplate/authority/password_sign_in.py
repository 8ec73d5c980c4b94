"""Who somebody is, by a name and a password."""

from nameplate.authority.password_tries import PasswordTries
from nameplate.authority.refusals import disabled_user
from nameplate.authority.sign_in_refusals import locked_account, unknown_user, wrong_password
from nameplate.core.secret_value import SecretValue
from nameplate.directory.directory import Directory
from nameplate.directory.records import User

METHOD = "pwd"
"""What ``amr`` says of it."""


class PasswordSignIn:
    """Checks passwords, and how often they are tried."""

    def __init__(self, directory: Directory, tries: PasswordTries) -> None:
        self._directory = directory
        self._tries = tries

    async def authenticate(self, name: str, password: SecretValue, *, tenant_id: str) -> User:
        """The user with a principal name and a password.

        Raises AADSTS50034 (nobody), 50053 (tried too often), 50126 (wrong) or 50057 (disabled).
        """
        user = await self._directory.user_named(name)
        if user is None:
            raise unknown_user(name, tenant_id)
        if not self._tries.begin(user.object_id):
            raise locked_account()
        if not await self._directory.check_password(user.object_id, password):
            raise wrong_password()
        self._tries.succeeded(user.object_id)
        if not user.enabled:
            raise disabled_user()
        return user
