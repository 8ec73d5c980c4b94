"""A service that accepts tokens for api://orders: service.py TENANT; prints its port.

/orders wants the role Orders.Read (FastAPI's dependency), /late is the same with a clock two days
ahead, /tenants and /others are for lists of tenants, with ours and without it, /raw an ASGI
app behind the middleware. Ends with its standard input.
"""

import socket
import sys
import threading
import time
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI

from nameplate_client.receiving import Claims, TokenValidator
from nameplate_client.receiving.asgi import BearerMiddleware
from nameplate_client.receiving.fastapi import BearerToken

AUDIENCE = "api://orders"
TENANT = sys.argv[1]
OTHER = "00000000-0000-4000-8000-000000000001"

validator = TokenValidator.for_tenant(TENANT, audiences=AUDIENCE)
tomorrow = TokenValidator.for_tenant(
    TENANT, audiences=AUDIENCE, clock=lambda: time.time() + 2 * 86_400
)
app = FastAPI()


@app.get("/orders")
async def orders(
    caller: Annotated[Claims, Depends(BearerToken(validator, roles=["Orders.Read"]))],
) -> dict[str, Any]:
    return {"caller": caller.object_id, "roles": sorted(caller.roles)}


@app.get("/late")
async def late(caller: Annotated[Claims, Depends(BearerToken(tomorrow))]) -> dict[str, Any]:
    return {"caller": caller.object_id}


several = TokenValidator.for_tenants([TENANT, OTHER], audiences=AUDIENCE)
others = TokenValidator.for_tenants([OTHER], audiences=AUDIENCE)


@app.get("/tenants")
async def tenants(caller: Annotated[Claims, Depends(BearerToken(several))]) -> dict[str, Any]:
    return {"tenant": caller.tenant_id}


@app.get("/others")
async def closed(caller: Annotated[Claims, Depends(BearerToken(others))]) -> dict[str, Any]:
    return {"tenant": caller.tenant_id}


async def raw(scope: Any, _: Any, send: Any) -> None:
    body = scope["state"]["claims"].app_id.encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


app.mount("/raw", BearerMiddleware(raw, validator))


def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    sys.stdin.read()
    server.should_exit = True


main()
