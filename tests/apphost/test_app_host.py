"""What the control plane asks reaches the app that is hosted, and nobody where none is."""

from pathlib import Path

import pytest

from nameplate.apphost.app_host import AppHost
from nameplate.apphost.function_hosts import HostSilent
from nameplate.apphost.states import State
from tests.apphost.test_hosted_app import WANTED, until
from tests.apphost.test_supervisor import Stand
from tests.fakes.processes import deployed


class FakeFollowing:
    """Counts what is to be looked at again."""

    def __init__(self) -> None:
        self.refreshed: list[str] = []

    async def refresh(self, key: str) -> None:
        self.refreshed.append(key)


async def test_a_refresh_reaches_who_follows_references() -> None:
    host, following = AppHost(), FakeFollowing()
    await host.refresh_references(WANTED.key)
    host.serve(None, following)
    await host.refresh_references(WANTED.key)
    assert following.refreshed == [WANTED.key]


async def test_a_restart_reaches_the_hosted_app(tmp_path: Path) -> None:
    stand, host = Stand(tmp_path), AppHost()
    deployed(stand.folders.of("web1"))
    host.restart(WANTED.key)
    await stand.supervisor.start(successor=False)
    host.serve(stand.supervisor)
    try:
        await until(lambda: stand.state() is State.RUNNING)
        host.restart("/no/such/app")
        host.restart(WANTED.key)
        await until(lambda: len(stand.keeper.processes.started) == 2)
    finally:
        await stand.supervisor.stop()


async def test_how_an_app_does_and_what_its_process_knows(tmp_path: Path) -> None:
    stand, host = Stand(tmp_path), AppHost()
    deployed(stand.folders.of("web1"))
    assert host.running(WANTED.key) is None
    await stand.supervisor.start(successor=False)
    host.serve(stand.supervisor)
    try:
        await until(lambda: stand.state() is State.RUNNING)
        found = host.running(WANTED.key)
        assert found is not None
        assert found.condition.state is State.RUNNING
        assert found.with_identity is not None
        assert host.running("/no/such/app") is None
    finally:
        await stand.supervisor.stop()


async def test_where_nothing_is_hosted_no_function_host_answers() -> None:
    with pytest.raises(HostSilent, match="nameplate up"):
        await AppHost().ask_functions(WANTED.key, "GET", "host/keys")


def test_where_nothing_is_hosted_nothing_was_deployed() -> None:
    assert AppHost().deployments(WANTED.key, 0) == []
