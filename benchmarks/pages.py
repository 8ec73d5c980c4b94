"""The portal's pages over a home that is full: how long a first page takes, and how large it is.

``python -m benchmarks.pages HOME`` opens a home in a process of its own, signs the operator in by a
one-time link and asks the portal's application for each page, in memory: what it costs is all the
server's (the pages, the APIs that they call, the store), and neither a browser's nor a socket's.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.crowd import app_name
from nameplate import __version__
from nameplate.authority.clients import PORTAL
from nameplate.config.settings import load_settings
from nameplate.core.clock import SystemClock
from nameplate.edge.door import Door
from nameplate.portal.application import build
from nameplate.portal.place import Place
from nameplate.server.endpoints import Mode
from nameplate.server.in_process import InProcess
from nameplate.server.portal import PortalLinks, redirect_uris
from nameplate.server.running import Server
from nameplate.server.wires import build_surface

_REPEATS: Final = 15
_HOST: Final = "portal.localhost:8140"
_ORIGIN: Final = f"http://{_HOST}"
APP: Final = app_name(77)
PAGES: Final[Mapping[str, str]] = {
    "apps": "/apps",
    "apps.search": "/apps?search=7777",
    "apps.all": "/apps?search=crowd",
    "app": f"/apps/local/{APP}",
    "vaults": "/vaults",
    "activity": "/activity",
    "activity.denied": "/activity?result=denied",
    "activity.app": f"/activity?app={APP}",
    "activity.change": "/activity?kind=change",
    "activity.numbers": "/activity/numbers?span=week",
    "activity.privilege": f"/activity/apps/local/{APP}",
    "deployments": "/deployments",
    "keys": "/keys",
}
"""The first page of every part, and of every list whose time depends on how much there is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: medians of its CPU and wall seconds, and its bytes."""

    name: str
    used: float
    wall: float
    size: int


async def measure(home: Path) -> list[Shown]:
    """Each page of a home."""
    settings = load_settings({}, {"port_base": 0}, home=str(home))
    server = await Server.start(settings, SystemClock(), mode=Mode.EMBEDDED)
    try:
        app, link = await _portal(server)
        _, headers, _ = await _get(app, link, "")
        cookies: SimpleCookie = SimpleCookie()
        for name, value in headers:
            if name == b"set-cookie":
                cookies.load(value.decode())
        cookie = "; ".join(f"{name}={each.value}" for name, each in cookies.items())
        return [await _shown(app, name, cookie) for name in PAGES]
    finally:
        await server.stop()


async def _portal(server: Server) -> tuple[Any, str]:
    """The application, and the path of a link that signs the operator in."""
    cloud = server.clouds[0]
    place = Place(
        cloud=cloud,
        browser=server.clouds[-1],
        tenant_id=server.facts.tenant_id,
        subscription_id=server.facts.subscription_id,
        default_group=server.settings.default_group,
        default_location=server.settings.default_location,
        origins=(_ORIGIN,),
        client_id=PORTAL,
        version=__version__,
    )
    server.rooms.sign_ins.portal = redirect_uris(_ORIGIN)
    surface = await build_surface(server, server.rooms, server.clouds)
    links = PortalLinks(
        server.rooms.sign_ins,
        SystemClock(),
        tenant_id=place.tenant_id,
        origin=_ORIGIN,
        audience=cloud.resource_manager_audiences[0],
    )
    link = links.create(server.facts.operator_id)
    if link is None:
        raise RuntimeError("no link was made")
    parts = urlsplit(link.url)
    return build(
        InProcess(Door(surface.https)), place, SystemClock()
    ), f"{parts.path}?{parts.query}"


async def _shown(app: Any, name: str, cookie: str) -> Shown:
    await _get(app, PAGES[name], cookie)  # what is loaded once is not a page's
    used, walls, size = [], [], 0
    for _ in range(_REPEATS):
        cpu, wall = time.process_time(), time.perf_counter()
        status, _, body = await _get(app, PAGES[name], cookie)
        used.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        size = len(body)
        if status != 200:
            raise RuntimeError(f"{PAGES[name]} answered {status}")
    return Shown(name, statistics.median(used), statistics.median(walls), size)


async def _get(app: Any, target: str, cookie: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """One GET, as an ASGI server asks it."""
    path, _, query = target.partition("?")
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", _HOST.encode()), (b"cookie", cookie.encode())],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8140),
    }
    await app(scope, receive, send)
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return sent[0]["status"], list(sent[0]["headers"]), body


if __name__ == "__main__":
    print(json.dumps([asdict(each) for each in asyncio.run(measure(Path(sys.argv[1])))]))
