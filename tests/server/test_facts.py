"""What a server says of itself."""

import os
from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.server.endpoints import Mode
from nameplate.server.facts import status, trust
from nameplate.server.running import Server
from tests.server.homes import settings_of


async def test_status_and_trust(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        facts = await status(server)()
        assert facts["pid"] == os.getpid()
        assert facts["ports"]["https"] == server.endpoints.https
        assert facts["issuer"] == f"https://sts.windows.net/{facts['tenantId']}/"
        assert facts["tokenEndpoint"].endswith("/msi/token/")
        roots = await trust(server)()
        assert roots["rootsPem"].count("BEGIN CERTIFICATE") == 1
        assert "PRIVATE" not in str(roots)
    finally:
        await server.stop()
