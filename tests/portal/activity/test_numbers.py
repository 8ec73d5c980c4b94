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


async def test_how_long_answers_take_is_told_to_operators(stand: Stand, browser: Browser) -> None:
    begun = stand.server.latencies.begin()
    stand.server.latencies.note("vault", begun)
    page = await browser.get("/activity/numbers")
    assert "How long answers take" in page.words
    assert "Vault 1 answers; half within" in page.words
    assert len(page.text.encode()) < 100_000
    assert "How long answers" not in (await browser.get("/activity/numbers?span=day")).words
    reader = await stand.browser(await stand.user("reader", "Reader"))
    page = await reader.get("/activity/numbers")
    assert page.status == 200
    assert "How long answers" not in page.words
