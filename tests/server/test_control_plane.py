"""The control plane under a set of names."""

from pathlib import Path

from nameplate.core.clock import SystemClock
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.resource_manager.deployments.running.active import Runs
from nameplate.server.control_plane import build_control_plane
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.conformance.deployments_kit import deployment
from tests.server.homes import settings_of


async def test_it_deploys_and_forgets_with_a_group(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        tenant = await server.rooms.opened.directory.tenant()
        built = build_control_plane(server.rooms, AZURE_PUBLIC, tenant, Runs)
        phases, held = built.desk.services.phases, deployment()
        begun, gone = phases.units.begin(), phases.units.begin()
        built.desk.records.begin(begun, held, replaces=None)
        phases.forget(gone, held.scope_key)
        await begun.commit()
        await gone.commit()

        assert built.catalogue.get("Microsoft.Resources/deployments") is not None
        assert await built.desk.records.find(held.key) is None
        assert built.desk.engine is built.desk.engine
    finally:
        await server.stop()
