"""The process of a site that runs here."""

import pytest

from nameplate.apphost.states import Condition, Running, State
from tests.conformance.providers import SITE_BODY
from tests.fakes.function_hosts import FakeFunctionHost
from tests.providers.stand import SITE, SLOT, Stand


@pytest.fixture
async def host(stand: Stand) -> FakeFunctionHost:
    """Of a site with an identity."""
    await stand.put(SITE, {**SITE_BODY, "identity": {"type": "SystemAssigned"}})
    host = stand.app_host
    assert isinstance(host, FakeFunctionHost)
    return host


async def test_where_nothing_hosts_it_there_is_none(stand: Stand, host: FakeFunctionHost) -> None:
    assert (await stand.get(f"{SITE}/instances")).body["value"] == []
    assert (await stand.get(f"{SITE}/instances/x")).status == 404


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.RUNNING, "READY"),
        (State.STOPPED, "STOPPED"),
        (State.BACKING_OFF, "UNKNOWN"),
        (State.EMPTY, "UNKNOWN"),
    ],
)
async def test_how_it_does(stand: Stand, host: FakeFunctionHost, state: State, told: str) -> None:
    condition = Condition(state, "because", 60.0)
    host.hosted[SITE.lower()] = Running(condition, with_identity=True)
    (found,) = (await stand.get(f"{SITE}/instances")).body["value"]
    assert found["properties"] == {
        "state": told,
        "details": state.value,
        "reason": "because",
        "since": "1970-01-01T00:01:00.0000000Z",
        "restartNeeded": False,
    }
    assert (await stand.get(f"{SITE}/instances/{found['name']}")).body == found


@pytest.mark.parametrize(("knows", "needed"), [(False, True), (True, False), (None, False)])
async def test_a_process_that_knows_nothing_of_its_identity(
    stand: Stand, host: FakeFunctionHost, *, knows: bool | None, needed: bool
) -> None:
    host.hosted[SITE.lower()] = Running(Condition(State.RUNNING), knows)
    (found,) = (await stand.get(f"{SITE}/instances")).body["value"]
    assert found["properties"]["restartNeeded"] is needed


async def test_slots_have_their_own(stand: Stand, host: FakeFunctionHost) -> None:
    await stand.put(SLOT, {"location": "westeurope"})
    host.hosted[SLOT.lower()] = Running(Condition(State.RUNNING), with_identity=False)
    (found,) = (await stand.get(f"{SLOT}/instances")).body["value"]
    assert found["type"] == "Microsoft.Web/sites/slots/instances"
    assert found["properties"]["restartNeeded"] is False
