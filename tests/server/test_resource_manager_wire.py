"""Resource Manager's wire, built over the rooms."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.endpoints import Mode
from nameplate.server.resource_manager_wire import resource_manager
from nameplate.server.running import Server
from tests.server.homes import settings_of


async def test_it_has_the_catalogue(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        tenant = await server.rooms.opened.directory.tenant()
        assert resource_manager(server.rooms, AZURE_PUBLIC, tenant).name == "resource-manager"
    finally:
        await server.stop()
