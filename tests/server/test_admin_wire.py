"""The operator's API, built over the rooms."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.admin_wire import admin
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.server.homes import settings_of


async def test_it_has_every_part(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        wire = admin(server, server.rooms, AZURE_PUBLIC, server.surface.identity)
        assert wire.name == "admin"
        for path in ("status", "audit", "activity", "keys", "faults", "latency"):
            assert wire._routes.find("GET", f"/{path}") is not None, path
    finally:
        await server.stop()
