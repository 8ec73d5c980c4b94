"""Who asks Graph, and whether they may: authentication, and the decision of ``authorization``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from nameplate.core.cloud import Cloud
from nameplate.core.errors import Forbidden, Unauthorized
from nameplate.core.principal import Principal
from nameplate.edge.http import Request
from nameplate.tokens.verifier import Rejection, TokenRejected

SCOPE: Final = "/"
"""Directory actions are decided at the scope of the tenant."""


class Verdict(Protocol):
    """A decision with its reason (``authorization.Allowed`` or ``Denied``)."""

    @property
    def reason(self) -> str: ...

    def __bool__(self) -> bool: ...


class Decisions(Protocol):
    """Whether a principal may do a directory action (``authorization.Authorizer``)."""

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Verdict: ...


class Authenticating(Protocol):
    """What tells who asks (``edge.Authenticator``)."""

    async def authenticate(
        self, request: Request, audiences: frozenset[str]
    ) -> Principal | None: ...


class GraphGate:
    """Lets a request pass, or refuses it in Graph's words."""

    def __init__(self, authenticator: Authenticating, decisions: Decisions, cloud: Cloud) -> None:
        self._authenticator = authenticator
        self._decisions = decisions
        audience = cloud.graph_audience.rstrip("/")
        self._audiences = frozenset((audience, f"{audience}/"))
        self._challenge = (
            "www-authenticate",
            f'Bearer realm="", authorization_uri="{cloud.authority}/common/oauth2/authorize"',
        )

    async def authenticate(self, request: Request) -> Principal:
        """The principal that asks. Raises Unauthorized."""
        try:
            principal = await self._authenticator.authenticate(request, self._audiences)
        except TokenRejected as rejected:
            raise self._unauthorized(_WORDS.get(rejected.reason, _ELSE)) from None
        if principal is None:
            raise self._unauthorized("Access token is empty.")
        return principal

    async def permit(self, principal: Principal, action: str) -> None:
        """Raises Forbidden, with the reason, when the principal may not do an action."""
        verdict = await self._decisions.decide_action(principal, action, SCOPE)
        if not verdict:
            raise Forbidden(
                "Authorization_RequestDenied",
                f"Insufficient privileges to complete the operation: {verdict.reason}.",
            )

    def _unauthorized(self, message: str) -> Unauthorized:
        code = "InvalidAuthenticationToken"
        return Unauthorized(code, message, headers=(self._challenge,))


_ELSE: Final = "Access token validation failure."
_WORDS: Final[Mapping[Rejection, str]] = MappingProxyType(
    {
        Rejection.AUDIENCE: "Access token validation failure. Invalid audience.",
        Rejection.SIGNATURE: "Access token validation failure. Signature is invalid.",
        Rejection.UNKNOWN_KEY: "Access token validation failure. Signature is invalid.",
        Rejection.ISSUER: "Access token validation failure. Invalid issuer.",
        Rejection.EXPIRED: "Lifetime validation failed, the token is expired.",
        Rejection.NOT_YET_VALID: "Access token has expired or is not yet valid.",
        Rejection.PRINCIPAL: "The identity of the calling principal could not be established.",
        Rejection.MALFORMED: "CompactToken parsing failed.",
    }
)
