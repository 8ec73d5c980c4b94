"""A hosted process finds what ``run`` gives, of the server's own environment almost nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.admin.bindings import App, ConnectionString
from nameplate.apphost.folders import Folders
from nameplate.apphost.instances import CannotRun
from nameplate.apphost.reference_refresh import Fetched
from nameplate.apphost.wanted import WantedApp
from nameplate.core.clock import SystemClock
from nameplate.server.endpoints import Mode
from nameplate.server.furnishing import HostedFurnishing
from nameplate.server.running import Server
from tests.apphost.test_hosted_app import WANTED
from tests.server.homes import settings_of

GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/local"
FOUND = App(
    resource_id=f"{GROUP}/providers/Microsoft.Web/sites/web1",
    name="web1",
    location="West Europe",
    principal_id="p",
    identity_type="SystemAssigned",
    settings={"GREETING": "hello"},
    connection_strings={"db": ConnectionString("secret", "SQLAzure")},
)


class FakeApps:
    """One app, as a test says."""

    def __init__(self) -> None:
        self.app: App | None = FOUND

    async def find(self, wanted: WantedApp) -> tuple[App, Fetched | None] | None:
        del wanted
        return None if self.app is None else (self.app, None)


async def _furnish(folder: Path, app: App | None, *, slot: str | None = None) -> dict[str, str]:
    """The environment of a process of the app on a real server."""
    server = await Server.start(settings_of(folder), SystemClock(), mode=Mode.UP)
    try:
        apps, folders = FakeApps(), Folders(folder / "apps", as_root=False)
        apps.app = app
        furnishing = HostedFurnishing(
            apps,
            server.rooms.opened.directory,
            server.rooms.opened.database,
            folders=folders,
            settings=server.settings,
            cloud=server.cloud,
            endpoints=server.endpoints,
            inherited={"PATH": "/bin", "LANG": "C", "NAMEPLATE_MASTER_KEY": "k", "HOME": "/root"},
        )
        wanted = replace(WANTED, slot=slot)
        home = str(folders.of("web1").root)
        found = await furnishing.furnish(wanted, port=8001, home=home)
        if found.binding is not None:
            secret = found.variables["IDENTITY_HEADER"]
            directory = server.rooms.opened.directory
            assert await directory.binding_of(secret) is not None
            await furnishing.release(found.binding)
            assert await directory.binding_of(secret) is None
        return dict(found.variables)
    finally:
        await server.stop()


async def test_settings_identity_and_trust_are_there_and_secrets_of_ours_are_not(
    tmp_path: Path,
) -> None:
    found = await _furnish(tmp_path, FOUND)
    assert found["GREETING"] == found["APPSETTING_GREETING"] == "hello"
    assert found["SQLAZURECONNSTR_db"] == "secret"
    assert found["PORT"] == "8001"
    assert found["WEBSITE_SLOT_NAME"] == "Production"
    assert found["IDENTITY_HEADER"] == found["MSI_SECRET"]
    assert found["HTTPS_PROXY"].startswith("http://127.0.0.1:")
    assert Path(found["SSL_CERT_FILE"]).is_relative_to(tmp_path / "apps" / ".shared")
    assert found["LANG"] == "C"
    assert "NAMEPLATE_MASTER_KEY" not in found
    assert "HOME" not in found


@pytest.mark.parametrize(
    "app",
    [
        replace(FOUND, identity_type="None", principal_id=None),
        replace(FOUND, settings={"WEBSITE_DISABLE_MSI": "true"}),
    ],
)
async def test_without_an_identity_there_is_no_endpoint(tmp_path: Path, app: App) -> None:
    assert "IDENTITY_ENDPOINT" not in await _furnish(tmp_path, app)


async def test_a_slot_knows_its_name(tmp_path: Path) -> None:
    assert (await _furnish(tmp_path, FOUND, slot="staging"))["WEBSITE_SLOT_NAME"] == "staging"


async def test_an_app_that_was_deleted_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="deleted"):
        await _furnish(tmp_path, None)
