"""401: who did not prove who they are, and where to go for a token (``protocols.md`` D.1, D.2).

Every SDK begins without a token and with its body taken out, so that the challenge is part of the
way to success. The table says for each rejection what Key Vault says, and how that is known:
R recorded, Q quoted in public, K the service's token library (IDX codes) as known, O our own.
"""

from collections.abc import Callable
from typing import Final, Protocol

from nameplate.core.cloud import Cloud
from nameplate.core.errors import Unauthorized
from nameplate.core.principal import Principal
from nameplate.edge.bearer import Rejection, TokenRejected
from nameplate.edge.http import Request
from nameplate.vault.records import VaultAccount

_MISSING: Final = "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token."  # R, 2026
_NO_KEY: Final = "AKV10046: Unable to resolve the key used for signature validation."  # Q
_INVALID: Final = "Error validating token:"  # Q with IDX10223

_Words = Callable[[TokenRejected], str]

_WORDS: Final[dict[Rejection, _Words]] = {
    Rejection.AUDIENCE: lambda rejected: (  # Q
        f"AKV10022: Invalid audience. Expected {_audience(rejected)}, found: {rejected.found}."
    ),
    Rejection.ISSUER: lambda rejected: (  # Q
        f"AKV10032: Invalid issuer. Expected one of {', '.join(rejected.expected)}, "
        f"found {rejected.found}."
    ),
    Rejection.UNKNOWN_KEY: lambda _: _NO_KEY,
    # Q for a key that cannot be found; that a wrong signature says the same is K.
    Rejection.SIGNATURE: lambda _: _NO_KEY,
    Rejection.ALGORITHM: lambda _: (  # K
        f"{_INVALID} IDX10511: Signature validation failed. The algorithm is not accepted."
    ),
    Rejection.EXPIRED: lambda _: (  # Q for the code, K for what follows it
        f"{_INVALID} IDX10223: Lifetime validation failed. The token is expired."
    ),
    Rejection.NOT_YET_VALID: lambda _: (  # K
        f"{_INVALID} IDX10222: Lifetime validation failed. The token is not yet valid."
    ),
    Rejection.MALFORMED: lambda _: (  # K
        f"{_INVALID} IDX12741: JWT must have three segments (JWS) or five segments (JWE)."
    ),
    Rejection.PRINCIPAL: lambda rejected: (  # O: the real service goes on until the token ends
        f"{_INVALID} the principal '{rejected.found}' does not exist or is switched off."
    ),
}


class Authenticating(Protocol):
    """What tells who asks (``edge.Authenticator``)."""

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        """The principal; ``None`` without a token; raises TokenRejected for a bad one."""
        ...


class Gate:
    """Lets in whoever proves who they are; everybody else is told where to get a token."""

    def __init__(self, authenticator: Authenticating, cloud: Cloud) -> None:
        self._authenticator = authenticator
        self._cloud = cloud
        self._audiences = cloud.vault_audiences

    async def principal(self, request: Request, account: VaultAccount) -> Principal:
        """Who asks. Looks at nothing but the token: no body, no api-version, no path."""
        try:
            principal = await self._authenticator.authenticate(request, self._audiences)
        except TokenRejected as rejected:
            raise self._unauthorized(account, _words(rejected)) from None
        if principal is None:
            raise self._unauthorized(account, _MISSING)
        return principal

    def _unauthorized(self, account: VaultAccount, message: str) -> Unauthorized:
        # JavaScript's client needs the space after the comma; Python's compares the resource's
        # port with the request's.
        challenge = (
            f'Bearer authorization="{self._cloud.authority}/{account.tenant_id}", '
            f'resource="{self._cloud.vault_audience}"'
        )
        return Unauthorized("Unauthorized", message, headers=[("WWW-Authenticate", challenge)])


def _words(rejected: TokenRejected) -> str:
    return _WORDS[rejected.reason](rejected)


def _audience(rejected: TokenRejected) -> str:
    # Both spellings of the slash are accepted; the one without is the vault's own.
    return min(rejected.expected, key=len, default="")
