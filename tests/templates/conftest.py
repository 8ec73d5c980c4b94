"""The control plane that templates are deployed to."""

import pytest

from tests.providers.stand import Stand


@pytest.fixture
async def stand() -> Stand:
    """A control plane in memory, with a resource group."""
    return await Stand().with_group()
