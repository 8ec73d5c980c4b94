"""Deployments are joined to the store: credentials, policies, settings, and the wire of a cloud."""

from pathlib import Path

import orjson
import pytest

from nameplate.apphost.app_host import AppHost
from nameplate.core.clock import SystemClock
from nameplate.process.keeper.client import KeeperLost
from nameplate.process.keeper.workload import Workload
from nameplate.providers.site_publishing import Publishing
from nameplate.resource_manager.records import Resource
from nameplate.server.endpoints import Mode
from nameplate.server.publishing import HostedPrograms, SiteCredentials, StoredSettings
from nameplate.server.running import Server
from tests.fakes.asgi import ask, scope
from tests.fakes.resource_records import FakeResourceRecords
from tests.fakes.sealer import FakeSealer
from tests.providers.stand import SITE
from tests.providers.test_site_publishing import CLOUD
from tests.server.homes import settings_of

KEY = SITE.lower()


def resource(path: str, properties: dict[str, object], protected: bytes | None = None) -> Resource:
    return Resource(path, "", "", "westus", None, None, None, properties, protected=protected)


async def test_credentials_are_the_sites_and_follow_its_policy() -> None:
    records, publishing = FakeResourceRecords(), Publishing(FakeSealer(), CLOUD)
    path = f"{SITE}/config/publishingcredentials"
    made = resource(path, {}, publishing.fresh(KEY).protected)
    credentials = SiteCredentials(records, publishing)
    assert not await credentials.matches(KEY, "$web1", "")
    records.rows[made.key] = made
    found = publishing.credentials(made, resource(SITE, {}))["properties"]
    user, password = found["publishingUserName"], found["publishingPassword"]
    assert await credentials.matches(KEY, user, password)
    assert not await credentials.matches(KEY, user, "other")
    assert await credentials.basic_allowed(KEY)
    policy = resource(f"{SITE}/basicPublishingCredentialsPolicies/scm", {"allow": False})
    records.rows[policy.key] = policy
    assert not await credentials.basic_allowed(KEY)


async def test_settings_are_as_they_were_set() -> None:
    records, sealer = FakeResourceRecords(), FakeSealer()
    settings = StoredSettings(records, sealer)  # type: ignore[arg-type] # a fake seals as well
    assert await settings.settings(KEY) == {}
    key = f"{KEY}/config/appsettings"
    sealed = sealer.seal(orjson.dumps({"A": "@Microsoft.KeyVault(...)"}), key)
    records.rows[key] = resource(key, {}, sealed)
    assert await settings.settings(KEY) == {"A": "@Microsoft.KeyVault(...)"}


async def test_without_a_supervisor_nothing_is_built() -> None:
    programs = HostedPrograms(AppHost())
    with pytest.raises(KeeperLost):
        await programs.isolated()
    with pytest.raises(KeeperLost):
        await programs.run_to_end(Workload("a#build-1", ("true",), {}, "/", "/log"), seconds=1)


async def test_a_server_that_lasts_has_the_service_under_each_of_its_names(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        assert server.hosting is not None
        for cloud in server.clouds:
            host = f"web1.{cloud.scm_suffix}"
            wire = server.hosting.deployments.wire(cloud, patience=0.0)
            found = await ask(wire, scope("GET", "/", host=host))
            assert found.status == 404
            assert "No app is hosted here" in found.json()["Message"]
    finally:
        await server.stop()
