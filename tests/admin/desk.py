"""The admin wire over fakes: an operator who may, and one caller who may not."""

from typing import Any

import orjson

from nameplate.admin.routes import Call, Route
from nameplate.admin.wire import AdminWire
from nameplate.authorization.decision import Allowed, Decision, Denied
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal, PrincipalType
from nameplate.edge.http import Request, Response
from nameplate.tokens.verifier import Rejection, TokenRejected

OPERATOR = Principal(
    object_id="operator",
    app_id=None,
    tenant_id="tenant",
    type=PrincipalType.USER,
    display_name="Operator",
    issuer="https://sts.example/tenant/",
)


class FakeAuthenticator:
    """Knows one token, and one that is expired."""

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        assert audiences == frozenset(("https://arm.example", "https://arm.example/"))
        given = request.headers.get("authorization")
        if given == "Bearer expired":
            raise TokenRejected(Rejection.EXPIRED)
        return OPERATOR if given == "Bearer good" else None


class FakeDecisions:
    """Allows all but the actions that it was told to deny."""

    def __init__(self, denied: frozenset[str] = frozenset()) -> None:
        self.denied = denied

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision:
        if action in self.denied:
            return Denied(f"{principal.display_name} lacks {action} at {scope}", action)
        return Allowed("an owner", "owner")


class Desk:
    """Sends requests to routes through the wire."""

    def __init__(self, *routes: Route, denied: frozenset[str] = frozenset()) -> None:
        self.wire = AdminWire(
            FakeAuthenticator(),
            FakeDecisions(denied),
            routes,
            audiences=frozenset(("https://arm.example", "https://arm.example/")),
            scope="/subscriptions/s",
        )

    async def send(
        self, method: str, path: str, body: Any = None, *, token: str | None = "good"
    ) -> Response:
        """The answer, rendered as the door renders it."""
        path, _, query = path.partition("?")
        headers = [] if token is None else [(b"authorization", f"Bearer {token}".encode())]
        request = Request(
            method,
            path,
            query_string=query.encode(),
            headers=headers,
            body=b"" if body is None else orjson.dumps(body),
        )
        try:
            return await self.wire.handle(request)
        except NameplateError as error:
            return self.wire.render(error, request)


def read(response: Response) -> Any:
    return orjson.loads(response.body)


def call(body: bytes = b"", query: bytes = b"") -> Call:
    """A call of the operator's with a body."""
    return Call(OPERATOR, Request("POST", "/", body=body, query_string=query), {})
