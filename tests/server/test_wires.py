"""Which host each wire answers."""

from pathlib import Path

import pytest

from nameplate.core.clock import SystemClock
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.server.wires import build_surface
from tests.server.homes import settings_of

HOSTS = {
    "login.microsoftonline.com": "authority",
    "sts.windows.net": "authority",
    "management.azure.com": "resource-manager",
    "contoso.vault.azure.net": "vault",
    "admin.nameplate.localhost": "admin",
    "login.localhost": "authority",
    "contoso.vault.localhost": "vault",
}


async def test_hosts(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        surface = await build_surface(server, server.rooms, server.clouds)
        for host, name in HOSTS.items():
            wire = surface.https.find(host)
            assert getattr(wire, "name", None) == name, host
        assert surface.https.find("www.example.org") is None
        token = surface.token.find("127.0.0.1")
        assert getattr(token, "name", None) == "identity endpoint"
    finally:
        await server.stop()


@pytest.mark.parametrize("host", ["a.b.vault.azure.net", "vault.azure.net"])
async def test_a_vault_is_one_label(tmp_path: Path, host: str) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        surface = await build_surface(server, server.rooms, server.clouds)
        assert surface.https.find(host) is None
    finally:
        await server.stop()


async def test_an_emulator_stands_behind_its_production_name(tmp_path: Path) -> None:
    routes = "*.blob.core.windows.net=http://127.0.0.1:10000/devstoreaccount1"
    settings = settings_of(tmp_path, routes=routes)
    server = await Server.start(settings, SystemClock(), mode=Mode.UP)
    try:
        surface = await build_surface(server, server.rooms, server.clouds)
        assert surface.https.serves("devstoreaccount1.blob.core.windows.net")
        assert not surface.https.serves("devstoreaccount1.queue.core.windows.net")
    finally:
        await server.stop()
