"""The services of vaults, built when they are first asked for."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.server.vault_rooms import build_vault_rooms
from tests.server.homes import settings_of


async def test_they_share_the_other_services(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        assert await build_vault_rooms(server.rooms).vaults.list_live() == []
        assert server.rooms.vault is server.rooms.vault
    finally:
        await server.stop()
