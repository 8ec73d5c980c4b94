"""401 in Resource Manager's words: one code for each way in which a token can be no good.

The challenge is recorded (``wire.md`` 30); codes and sentences are those that ARM is known for.
"""

from collections.abc import Callable
from typing import Final, Protocol

from nameplate.core.errors import Unauthorized
from nameplate.core.principal import Principal
from nameplate.edge.bearer import Rejection, TokenRejected
from nameplate.edge.http import Request
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.refusals import GATEWAY

_Words = Callable[[TokenRejected, Installation], tuple[str, str]]

_MISSING: Final = (
    "AuthenticationFailed",
    "Authentication failed. The 'Authorization' header is missing.",
)


class Authenticating(Protocol):
    """What tells who asks (``edge.Authenticator``)."""

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        """The principal; ``None`` without a token; raises TokenRejected for a bad one."""
        ...


class Gate:
    """Lets in whoever proves who they are; everybody else is told where to get a token."""

    def __init__(self, authenticator: Authenticating, installation: Installation) -> None:
        self._authenticator = authenticator
        self._installation = installation
        bare = [each.rstrip("/") for each in installation.cloud.resource_manager_audiences]
        self._audiences = frozenset([*bare, *(f"{each}/" for each in bare)])

    async def principal(self, request: Request) -> Principal:
        """Who asks. Raises Unauthorized."""
        try:
            principal = await self._authenticator.authenticate(request, self._audiences)
        except TokenRejected as rejected:
            raise self._unauthorized(*_words(rejected, self._installation)) from None
        if principal is None:
            raise self._unauthorized(*_MISSING)
        return principal

    def _unauthorized(self, code: str, message: str) -> Unauthorized:
        uri = f"{self._installation.cloud.authority}/{self._installation.tenant_id}"
        description = message.replace('"', "'")
        challenge = (
            f'Bearer authorization_uri="{uri}", error="invalid_token", '
            f'error_description="{description}"'
        )
        return Unauthorized(code, message, headers=(("WWW-Authenticate", challenge), GATEWAY))


def _words(rejected: TokenRejected, installation: Installation) -> tuple[str, str]:
    words = _WORDS.get(rejected.reason, _invalid)
    return words(rejected, installation)


def _invalid(_: TokenRejected, __: Installation) -> tuple[str, str]:
    return "InvalidAuthenticationToken", "The access token is invalid."


def _expired(_: TokenRejected, __: Installation) -> tuple[str, str]:
    return (
        "ExpiredAuthenticationToken",
        "The access token expiry UTC time is earlier than current UTC time.",
    )


def _audience(rejected: TokenRejected, _: Installation) -> tuple[str, str]:
    allowed = ",".join(f"'{each}'" for each in sorted(rejected.expected))
    return (
        "InvalidAuthenticationTokenAudience",
        (
            "The access token has been obtained for wrong audience or resource "
            f"'{rejected.found}'. It should exactly match with one of the allowed audiences "
            f"{allowed}."
        ),
    )


def _issuer(rejected: TokenRejected, installation: Installation) -> tuple[str, str]:
    authority = f"{installation.cloud.authority}/{installation.tenant_id}"
    return (
        "InvalidAuthenticationTokenTenant",
        (
            f"The access token is from the wrong issuer '{rejected.found}'. It must match the "
            f"tenant '{', '.join(rejected.expected)}' associated with this subscription. "
            f"Please use the authority (URL) '{authority}' to get the token."
        ),
    )


def _principal(rejected: TokenRejected, _: Installation) -> tuple[str, str]:
    # Ours: the real service goes on until the token ends.
    return (
        "InvalidAuthenticationToken",
        (
            f"The access token is invalid: its principal '{rejected.found}' does not exist or is "
            "switched off."
        ),
    )


_WORDS: Final[dict[Rejection, _Words]] = {
    Rejection.EXPIRED: _expired,
    Rejection.AUDIENCE: _audience,
    Rejection.ISSUER: _issuer,
    Rejection.PRINCIPAL: _principal,
}
