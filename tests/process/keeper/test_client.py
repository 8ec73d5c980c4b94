"""A server that comes after another finds what runs; what is refused is told in words."""

import pytest

from nameplate.process.keeper.client import Refused
from tests.process.keeper.conftest import FORKS_TWICE, Keepers


async def test_a_successor_finds_what_is_running(keepers: Keepers) -> None:
    first = await keepers.connect(succession=20)
    started = await first.start(keepers.workload(FORKS_TWICE, label={"revision": 3}))
    await first.close()
    second = await keepers.connect()
    (found,) = second.hello["apps"]
    assert (found["run"], found["label"]) == (started["run"], {"revision": 3})
    assert second.hello["pid"] == first.hello["pid"]


async def test_a_wrong_request_is_refused_in_words(keepers: Keepers) -> None:
    client = await keepers.connect()
    with pytest.raises(Refused, match="'command' is empty"):
        await client.start(keepers.workload("", command=()))
