"""The admin wire: authenticate, authorise, call the handler; errors as ``{"error": {...}}``."""

from collections.abc import Iterable
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.authorization.decision import Decision
from nameplate.core.errors import (
    Forbidden,
    MethodNotAllowed,
    NameplateError,
    NotFound,
    Unauthorized,
)
from nameplate.core.principal import Principal
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.routing import Match, Routes
from nameplate.edge.wire import Wire
from nameplate.tokens.verifier import TokenRejected


class Authenticating(Protocol):
    """What tells who asks (``edge.Authenticator``)."""

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        """The principal; ``None`` without a token; raises TokenRejected for a bad one."""
        ...


class Decisions(Protocol):
    """The one decision on control-plane actions (``authorization.Authorizer``)."""

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision: ...


class AdminWire(Wire):
    """The operator's API over its routes."""

    name = "admin"
    body_limit = 65_536

    def __init__(
        self,
        authenticator: Authenticating,
        decisions: Decisions,
        routes: Iterable[Route],
        *,
        audiences: frozenset[str],
        scope: str,
    ) -> None:
        self._authenticator = authenticator
        self._decisions = decisions
        self._audiences = audiences
        self._scope = scope
        self._routes: Routes[Route] = Routes(strip_slash=True)
        for route in routes:
            self._routes.add(route.method, route.template, route)

    async def handle(self, request: Request) -> Response:
        principal = await self._authenticate(request)
        match = self._find(request)
        if action := match.handler.action:
            decision = await self._decisions.decide_action(principal, action, self._scope)
            if not decision:
                raise Forbidden("AuthorizationFailed", decision.reason)
        return await match.handler.handler(Call(principal, request, match.names))

    def render(self, error: NameplateError, request: Request) -> Response:  # noqa: ARG002
        document = {"error": {"code": error.code, "message": error.message}}
        return json_response(error.status, document, error.headers)

    async def _authenticate(self, request: Request) -> Principal:
        challenge = [("WWW-Authenticate", 'Bearer error="invalid_token"')]
        try:
            principal = await self._authenticator.authenticate(request, self._audiences)
        except TokenRejected as rejected:
            message = f"The access token is not accepted: {rejected.reason.value}."
            raise Unauthorized("InvalidAuthenticationToken", message, headers=challenge) from None
        if principal is None:
            message = "A bearer token is required: nameplate account get-access-token gives one."
            raise Unauthorized("AuthenticationFailed", message, headers=challenge)
        return principal

    def _find(self, request: Request) -> Match[Route]:
        match = self._routes.find(request.method, request.path)
        if match is not None:
            return match
        allowed = self._routes.allowed(request.path)
        if allowed:
            raise MethodNotAllowed(
                "MethodNotAllowed", f"{request.path} takes {', '.join(allowed)}."
            )
        raise NotFound("NotFound", f"There is nothing at {request.path}.")
