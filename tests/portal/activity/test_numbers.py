"""Activity in numbers."""

import pytest

from tests.portal.activity.test_listing import refuse
from tests.portal.portals import Browser, Stand


@pytest.mark.parametrize("span", ["hour", "day", "week", "month", "eternity"])
async def test_each_span_has_its_charts(stand: Stand, browser: Browser, span: str) -> None:
    await refuse(stand)
    page = await browser.get(f"/activity/numbers?span={span}")
    assert page.status == 200
    assert page.text.count('role="img"') == 3
    assert "Denied 1" in page.words
    assert "The numbers" in page.words
    assert len(page.text.encode()) < 100_000
