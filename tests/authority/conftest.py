"""An authority that has been started."""

from collections.abc import AsyncIterator

import pytest

from tests.authority.graph_world import GraphWorld
from tests.authority.world import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    await world.start()
    yield world
    world.mint.close()


@pytest.fixture
async def graph() -> AsyncIterator[GraphWorld]:
    graph = GraphWorld()
    await graph.start()
    yield graph
    graph.mint.close()
