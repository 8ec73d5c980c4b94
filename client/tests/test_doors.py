"""ASGI, WSGI, FastAPI and Flask: who comes in, and RFC 6750's answers."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from client.tests.issuers import Issuer, issuing
from fastapi import Depends, FastAPI
from flask import Flask, g

from nameplate_client.receiving import Claims
from nameplate_client.receiving.asgi import App, BearerMiddleware, Message, Scope
from nameplate_client.receiving.bearer import token_of
from nameplate_client.receiving.fastapi import BearerToken
from nameplate_client.receiving.flask import requires_token
from nameplate_client.receiving.refusals import (
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    KeysUnavailable,
    MissingToken,
    Refused,
)
from nameplate_client.receiving.wsgi import CLAIMS
from nameplate_client.receiving.wsgi import BearerMiddleware as WsgiMiddleware


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


Answer = tuple[int, dict[str, str], Any]


async def call(app: App, path: str = "/", *authorization: str) -> Answer:
    """One request to an ASGI app."""
    sent: list[Message] = []
    headers = [(b"authorization", each.encode()) for each in authorization]
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "state": {"a": 1},
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, json.loads(body or b"null")


async def hello(scope: Scope, _: object, send: Any) -> None:
    """An app that says who came in."""
    claims = scope["state"].get("claims")
    body = json.dumps({"who": claims.object_id if claims else None, **scope["state"], "claims": 0})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.encode()})


@pytest.fixture(scope="module")
def guarded(issuer: Issuer) -> App:
    return BearerMiddleware(
        hello, issuer.validator(), roles="Orders.Read", exempt=["/healthz"], realm="orders"
    )


async def test_asgi_lets_in_who_has_a_good_token(issuer: Issuer, guarded: App) -> None:
    status, _, body = await call(guarded, "/", f"Bearer {issuer.token()}")

    assert (status, body) == (200, {"who": "oid-1", "a": 1, "claims": 0})
    assert (await call(guarded, "/healthz"))[2]["who"] is None


async def test_asgi_answers_as_the_specification_says(issuer: Issuer, guarded: App) -> None:
    status, headers, body = await call(guarded)
    assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="orders"')
    assert body["error"] == "unauthorized"
    assert headers["content-type"] == "application/json"

    status, headers, body = await call(guarded, "/", f"Bearer {issuer.token(aud='api://other')}")
    assert (status, body["error"]) == (401, "invalid_token")
    assert headers["www-authenticate"] == (
        'Bearer realm="orders", error="invalid_token", '
        'error_description="The token is for another audience."'
    )

    status, headers, body = await call(guarded, "/", f"bearer {issuer.token(roles=None)}")
    assert (status, body["error"]) == (403, "insufficient_scope")
    assert 'error="insufficient_scope"' in headers["www-authenticate"]

    status, headers, body = await call(guarded, "/", "Bearer a", "Bearer b")
    assert (status, body["error"]) == (400, "invalid_request")


async def websocket(app: App, extensions: dict[str, Any]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [], "extensions": extensions}
    await app(scope, receive, send)
    return sent


async def test_a_websocket_is_closed_before_it_opens(guarded: App) -> None:
    assert await websocket(guarded, {}) == [{"type": "websocket.close", "code": 1008}]
    start, body = await websocket(guarded, {"websocket.http.response": {}})
    assert (start["type"], start["status"]) == ("websocket.http.response.start", 401)
    assert body["type"] == "websocket.http.response.body"


async def test_the_lifespan_is_let_through() -> None:
    seen: list[str] = []

    async def app(scope: Scope, *_: object) -> None:
        seen.append(scope["type"])

    async def nothing(*_: Any) -> Any: ...

    with issuing() as issuer:
        await BearerMiddleware(app, issuer.validator())({"type": "lifespan"}, nothing, nothing)

    assert seen == ["lifespan"]


def wsgi(app: Any, path: str, authorization: str | None) -> tuple[str, dict[str, str], bytes]:
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
    if authorization is not None:
        environ["HTTP_AUTHORIZATION"] = authorization
    told: list[Any] = []
    body = b"".join(app(environ, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], body


def test_wsgi(issuer: Issuer) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [environ[CLAIMS].object_id.encode() if CLAIMS in environ else b"nobody"]

    guarded = WsgiMiddleware(app, issuer.validator(), exempt="/healthz")

    assert wsgi(guarded, "/", f"Bearer {issuer.token()}") == ("200 OK", {}, b"oid-1")
    assert wsgi(guarded, "/healthz", None)[2] == b"nobody"
    status, headers, body = wsgi(guarded, "/", None)
    assert (status, headers["WWW-Authenticate"]) == ("401 Unauthorized", "Bearer")
    assert int(headers["Content-Length"]) == len(body)
    assert wsgi(guarded, "/", "Bearer x.y.z")[0] == "401 Unauthorized"
    assert wsgi(guarded, "/", f"Bearer {issuer.token()}, Bearer x")[0] == "400 Bad Request"


async def test_fastapi(issuer: Issuer) -> None:
    app = FastAPI()
    reader = BearerToken(issuer.validator(), roles=["Orders.Read"], realm="orders")

    @app.get("/orders")
    async def orders(caller: Annotated[Claims, Depends(reader)]) -> dict[str, str | None]:
        return {"who": caller.object_id}

    status, _, body = await call(app, "/orders", f"Bearer {issuer.token()}")
    assert (status, body) == (200, {"who": "oid-1"})
    status, headers, body = await call(app, "/orders")
    assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="orders"')
    status, headers, body = await call(app, "/orders", f"Bearer {issuer.token(roles=None)}")
    assert (status, body["detail"]["error"]) == (403, "insufficient_scope")
    described = app.openapi()["components"]["securitySchemes"]["Bearer"]
    assert described == {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def test_flask(issuer: Issuer) -> None:
    app = Flask("orders")

    @app.get("/orders/<number>")
    @requires_token(issuer.validator(), roles=["Orders.Read"])
    def order(number: str) -> dict[str, str | None]:
        """An order."""
        return {"who": g.claims.object_id, "number": number}

    client = app.test_client()
    good = client.get("/orders/7", headers={"Authorization": f"Bearer {issuer.token()}"})
    assert good.json == {"who": "oid-1", "number": "7"}
    missing = client.get("/orders/7")
    assert (missing.status_code, missing.headers["WWW-Authenticate"]) == (401, "Bearer")
    late = client.get("/orders/7", headers={"Authorization": f"Bearer {issuer.token(exp=1)}"})
    assert late.json == {"error": "invalid_token", "error_description": "The token has expired."}
    assert order.__doc__ == "An order."


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ([], MissingToken),
        ([""], MissingToken),
        (["Basic dTpw"], MissingToken),
        (["Bearer"], InvalidRequest),
        (["Bearer  "], InvalidRequest),
        (["Bearer a b"], InvalidRequest),
        (["Bearer a,b"], InvalidRequest),
        (["Bearer a\u00e9"], InvalidRequest),
        (["Bearer " + "a" * 33_000], InvalidRequest),
        (["Bearer a", "Bearer a"], InvalidRequest),
    ],
)
def test_what_is_no_credential(headers: list[str], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        token_of(headers)


def test_what_is_one() -> None:
    assert token_of(["bEaReR   a.b-c~+/== "]) == "a.b-c~+/=="


def test_refusals_render_themselves() -> None:
    scoped = InsufficientScope('no "x"\r\nSet-Cookie: a', scope="a b")
    assert scoped.headers()["WWW-Authenticate"] == (
        'Bearer error="insufficient_scope", error_description="no \'x\'Set-Cookie: a", scope="a b"'
    )
    assert InvalidToken("old").headers("r\\")["WWW-Authenticate"].startswith('Bearer realm="r",')
    away = KeysUnavailable("away")
    assert (away.status, away.headers("r")["Retry-After"]) == (503, "5")
    assert "WWW-Authenticate" not in away.headers()
    assert json.loads(away.body())["error"] == "temporarily_unavailable"
