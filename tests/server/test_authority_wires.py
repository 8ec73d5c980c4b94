"""Sign-in and Graph, built over the rooms."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.server.authority_wires import authority, graph
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.server.homes import settings_of


async def test_they_are_what_their_names_say(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        assert authority(server.rooms, AZURE_PUBLIC).name == "authority"
        assert graph(server.rooms, AZURE_PUBLIC).name == "graph"
    finally:
        await server.stop()
