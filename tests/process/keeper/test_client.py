"""A server that comes after another finds what runs; what is refused is told in words."""

from dataclasses import replace

import pytest

from nameplate.process.keeper.client import Refused
from nameplate.process.keeper.messages import LONGEST
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


async def test_what_is_too_large_is_refused_before_the_keeper_parts_with_us(
    keepers: Keepers,
) -> None:
    """One app's settings are no reason for its neighbours to lose their server."""
    client = await keepers.connect()
    large = replace(keepers.workload("", app="large"), environment={"A": "x" * LONGEST})
    with pytest.raises(Refused, match="too large"):
        await client.start(large)
    long = replace(keepers.workload("", app="long"), environment={"A": "x" * 1_000_000})
    await client.start(long)
    ended = await keepers.event("ended")
    assert "Argument list too long" in ended["failure"]
