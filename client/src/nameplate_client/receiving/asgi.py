"""ASGI middleware: no request reaches the app without a token that counts.

    app = BearerMiddleware(app, validator, roles=["Orders.Read"], exempt=["/healthz"])

The claims stand in ``scope["state"]["claims"]``, which Starlette and FastAPI show as
``request.state.claims``.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from nameplate_client.receiving.bearer import token_of
from nameplate_client.receiving.claims import names
from nameplate_client.receiving.refusals import Refused
from nameplate_client.receiving.validator import TokenValidator

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class BearerMiddleware:
    """An ASGI app around another one."""

    def __init__(
        self,
        app: App,
        validator: TokenValidator,
        *,
        roles: str | Iterable[str] = (),
        scopes: str | Iterable[str] = (),
        exempt: str | Iterable[str] = (),
        realm: str | None = None,
    ) -> None:
        self._app = app
        self._validator = validator
        self._roles = names(roles)
        self._scopes = names(scopes)
        self._exempt = names(exempt)
        self._realm = realm

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer."""
        if scope["type"] not in ("http", "websocket") or scope["path"] in self._exempt:
            await self._app(scope, receive, send)
            return
        try:
            claims = await self._validator.validate_async(
                token_of(authorization_of(scope)), roles=self._roles, scopes=self._scopes
            )
        except Refused as refused:
            await _refuse(scope, receive, send, refused, self._realm)
            return
        state = {**scope.get("state", {}), "claims": claims}
        await self._app({**scope, "state": state}, receive, send)


def authorization_of(scope: Scope) -> list[str]:
    """The ``Authorization`` headers of a request."""
    return [
        value.decode("latin-1")
        for name, value in scope["headers"]
        if name.lower() == b"authorization"
    ]


async def _refuse(
    scope: Scope, receive: Receive, send: Send, refused: Refused, realm: str | None
) -> None:
    prefix = ""
    if scope["type"] == "websocket":
        await receive()  # websocket.connect
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
        prefix = "websocket."
    body = refused.body()
    headers = {
        **refused.headers(realm),
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    await send(
        {
            "type": f"{prefix}http.response.start",
            "status": refused.status,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": f"{prefix}http.response.body", "body": body})
