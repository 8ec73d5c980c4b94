"""The vaults' wire, built over the rooms."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.server.vault_wire import vault
from tests.server.homes import settings_of


async def test_it_is_built_over_services_that_are_built_once(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        assert vault(server.rooms, AZURE_PUBLIC).name == "vault"
        assert server.rooms.vault is server.rooms.vault
    finally:
        await server.stop()
