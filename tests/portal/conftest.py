"""The portal of a test, and a browser in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.portal.portals import Browser, Stand, portal


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    """A portal over a server of its own."""
    async with portal(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser(stand: Stand) -> Browser:
    """A browser in which the operator is signed in."""
    return await stand.browser()
