"""Nobody survives an app, however it hides or refuses to end; its limits hold."""

import signal

from nameplate.process.keeper.workload import Limits
from tests.process.keeper.conftest import FORKS_TWICE, IGNORES, Keepers, start
from tests.process.keeper.survivors import marked, none_left


async def test_nobody_survives_an_app_that_forked_away(keepers: Keepers, isolated: bool) -> None:
    await start(keepers, FORKS_TWICE, isolated)
    assert await keepers.printed("ready")
    assert len(marked(keepers.mark)) >= 3
    await keepers.clients[-1].stop("web1", grace=5)
    assert (await keepers.event("ended"))["stopped"] is True
    assert await none_left(keepers.mark)


async def test_an_app_that_ignores_the_request_is_ended_by_force(
    keepers: Keepers, isolated: bool
) -> None:
    await start(keepers, IGNORES, isolated)
    assert await keepers.printed("ready")
    await keepers.clients[-1].stop("web1", grace=0.2)
    assert (await keepers.event("ended"))["signal"] == signal.SIGKILL
    assert await none_left(keepers.mark)


async def test_limits_hold(keepers: Keepers) -> None:
    client = await keepers.connect()
    code = """
import resource
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], resource.getrlimit(resource.RLIMIT_CORE)[0])
open("/dev/null")
"""
    await client.start(keepers.workload(code, limits=Limits(files=64)))
    await keepers.event("ended")
    assert (keepers.folder / "logs" / "web1").read_text() == "64 0\n"
