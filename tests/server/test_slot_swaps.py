"""Between the control plane and the app host: what slots will be, and who must come up."""

import subprocess
import sys
from collections.abc import Sequence

import pytest

from nameplate.apphost.swapping import SwapRefused
from nameplate.apphost.wanted import WantedApp
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import Conflict
from nameplate.providers.slot_states import SlotAfter
from nameplate.providers.slot_stickiness import Configuration
from nameplate.resource_manager.records import Resource
from nameplate.server.slot_swaps import HostedSwaps
from nameplate.server.wanted_sites import WantedSites
from tests.fakes.resource_records import FakeResourceRecords
from tests.server.test_wanted_sites import SITE


class FakeSwapping:
    """Notes what it is asked to prepare."""

    def __init__(self) -> None:
        self.asked: Sequence[WantedApp] = ()
        self.refusal: str | None = None

    async def prepare(self, first: WantedApp, second: WantedApp) -> None:
        if self.refusal:
            raise SwapRefused(self.refusal)
        self.asked = (first, second)


def after(resource_id: str, content: str) -> SlotAfter:
    def made(kind: str, name: str, **properties: object) -> Resource:
        return Resource(name, kind, name, None, None, None, None, properties, etag="2")

    site = made("Microsoft.Web/sites", resource_id, deploymentId=content)
    configs = {
        name: made("Microsoft.Web/sites/config", f"{resource_id}/config/{name}")
        for name in ("appsettings", "connectionstrings", "web")
    }
    return SlotAfter(site, configs, Configuration({"A": content}, {}, {}, {}, {}))


@pytest.fixture
def swaps() -> tuple[HostedSwaps, FakeSwapping]:
    found, swapping = HostedSwaps(), FakeSwapping()
    wanted = WantedSites(FakeResourceRecords(), AZURE_PUBLIC)
    found.serve(swapping, wanted)  # type: ignore[arg-type]  # a fake of what is loaded late
    return found, swapping


SOURCE, TARGET = after(f"{SITE}/slots/staging", "web1"), after(SITE, "web1__4caa")


async def test_nothing_is_warmed_up_where_nothing_is_hosted() -> None:
    assert await HostedSwaps().prepare(SOURCE, TARGET) is None


@pytest.mark.parametrize("sides", [(SOURCE, TARGET), (TARGET, SOURCE)])
async def test_production_must_come_up(
    swaps: tuple[HostedSwaps, FakeSwapping], sides: tuple[SlotAfter, SlotAfter]
) -> None:
    await swaps[0].prepare(*sides)
    slot, site = swaps[1].asked
    assert (slot.slot, site.slot) == ("staging", None)
    assert (slot.content, site.content) == ("web1", "web1__4caa")
    assert site.configured is not None
    assert site.configured.settings == {"A": "web1__4caa"}


async def test_a_refusal_is_a_conflict(swaps: tuple[HostedSwaps, FakeSwapping]) -> None:
    swaps[1].refusal = "It did not come up."
    with pytest.raises(Conflict, match="did not come up"):
        await swaps[0].prepare(SOURCE, TARGET)


def test_a_server_that_hosts_nothing_does_not_load_what_apps_are() -> None:
    words = "import sys, nameplate.server.rooms; print('nameplate.apphost.wanted' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
