"""What the keeper says of isolation is what the machine allows."""

from nameplate.process.keeper.probing import isolation_problem
from tests.process.keeper.conftest import Keepers


async def test_the_keeper_says_what_was_found(keepers: Keepers) -> None:
    client = await keepers.connect()
    problem = isolation_problem()
    assert client.hello["problem"] == problem
    assert client.hello["isolation"] is (problem is None)
