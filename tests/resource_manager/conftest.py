"""The control plane that this room's tests talk to."""

import pytest

from tests.providers.stand import Stand


@pytest.fixture
async def stand() -> Stand:
    """A control plane with the group ``local``."""
    return await Stand().with_group()
