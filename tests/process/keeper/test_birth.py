"""An app that cannot be started is a failure in words."""

from tests.process.keeper.conftest import Keepers, start


async def test_a_command_that_is_not_there_is_a_failure_in_words(
    keepers: Keepers, isolated: bool
) -> None:
    await start(keepers, "", isolated, command=("no-such-command",))
    ended = await keepers.event("ended")
    assert ended["failure"] == "no-such-command: No such file or directory"
