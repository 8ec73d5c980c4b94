"""Secrets of hosted apps: fetched for each process, kept only for one that nobody asked for."""

from collections.abc import Mapping
from dataclasses import replace

from nameplate.admin.bindings import App
from nameplate.apphost.reference_status import Resolution, Status
from nameplate.core.secret_value import SecretValue
from nameplate.server.bridges import BoundApp
from nameplate.server.hosted_references import HostedReferences
from tests.apphost.test_hosted_app import WANTED
from tests.fakes.clock import FakeClock

APP = App("/site", "web1", None, None, "None")
NAME = "appSettings/A"
HELD = Resolution(
    reference="@",
    status=Status.RESOLVED,
    details="",
    identity="SystemAssigned",
    active_version="v1",
    value=SecretValue("hunter2"),
)


class FakeApps:
    """``bridges.BoundApps``, as a test says."""

    def __init__(self) -> None:
        self.found: BoundApp | None = BoundApp(APP, {NAME: HELD})
        self.kept: list[object] = []

    async def settled(
        self, key: str, *, request_id: str, configured: object, kept: object
    ) -> BoundApp | None:
        assert key == WANTED.key
        assert request_id
        assert configured is None
        self.kept.append(kept)
        return self.found

    async def statuses(self, key: str, *, request_id: str) -> Mapping[str, Resolution]:
        assert (key, bool(request_id)) == (WANTED.key, True)
        return self.found.references if self.found else {}


async def test_values_are_kept_for_who_keeps_secrets_and_for_nobody_else() -> None:
    apps = FakeApps()
    references = HostedReferences(apps, FakeClock())
    assert not references.keeps(WANTED.key, NAME)
    found = await references.find(replace(WANTED, configuration="1"))
    assert found is not None
    assert found[1] is not None
    assert (found[1].configuration, found[1].versions) == ("1", {NAME: "v1"})
    assert references.keeps(WANTED.key, NAME)
    await references.find(WANTED)
    await references.find(replace(WANTED, keeps_secrets=True))
    assert apps.kept == [None, None, {NAME: HELD}]
    assert await references.statuses(WANTED.key) == {NAME: HELD}


async def test_nothing_is_kept_of_who_refers_to_nothing_or_is_gone() -> None:
    apps = FakeApps()
    references = HostedReferences(apps, FakeClock())
    await references.find(WANTED)
    apps.found = BoundApp(APP, {})
    assert await references.find(WANTED) == (APP, None)
    assert not references.keeps(WANTED.key, NAME)
    apps.found = None
    assert await references.find(WANTED) is None
