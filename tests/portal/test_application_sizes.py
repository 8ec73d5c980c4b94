"""No page is over 100 kB, however long what it shows is."""

import asyncio

import pytest

from nameplate.portal.static import Static
from tests.portal.portals import Stand

LIMIT = 100_000
LONG = "a" + "-long-name" * 5
PAGES = (
    "/apps",
    "/apps?search=a",
    "/apps/create",
    f"/apps/local/{LONG}",
    f"/apps/local/{LONG}/identity",
    f"/apps/local/{LONG}/configuration",
    f"/apps/local/{LONG}/slots",
    f"/apps/local/{LONG}/logs",
    "/activity",
    "/activity?result=denied",
    "/activity/numbers?span=day",
    f"/activity/apps/local/{LONG}",
    "/sign-in",
)
"""Every page that shows a list or a long text, over a home that is full of them."""


async def fill(stand: Stand) -> None:
    """Many apps with long names; one with a hundred settings."""
    site = await stand.site(LONG, identity={"type": "SystemAssigned"})
    settings = {f"SETTING_{number:03d}_{'X' * 200}": "v" * 1000 for number in range(100)}
    path = f"{site['id']}/config/appsettings"
    await stand.arm("PUT", path, {"properties": settings}, version="2024-11-01")
    names = [f"a{number:03d}{'-of-many' * 6}" for number in range(30)]
    await asyncio.gather(*(stand.site(name) for name in names))


async def test_pages(stand: Stand) -> None:
    await fill(stand)
    browser = await stand.browser()
    for address in PAGES:
        page = await browser.get(address)
        assert page.status == 200, address
        assert len(page.text.encode()) < LIMIT, address


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "logs.js", "activity.js"])
def test_files(name: str) -> None:
    files = Static()
    found = files.find(files.digest, name)
    assert found is not None
    assert len(found.body) < LIMIT
