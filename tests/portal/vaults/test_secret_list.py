"""Secrets of a vault, a page at a time."""

import pytest

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, open_vault, secret, vault

COUNT = 26
PLACES = (("secrets", "No secrets yet"), ("deleted", "No deleted secrets"))


@pytest.mark.parametrize(("place", "empty"), PLACES)
async def test_pages(stand: Stand, place: str, empty: str) -> None:
    browser = await open_vault(stand)
    assert empty in (await browser.get(f"{VAULT}/{place}")).words
    for number in range(COUNT):
        await secret(browser, f"s{number:02d}")
        if place == "deleted":
            await browser.post(f"{VAULT}/secrets/s{number:02d}", {"action": "delete"})
    page = await browser.get(f"{VAULT}/{place}")
    assert "s00" in page.words
    assert "s25" not in page.words
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    page = await browser.get(following)
    assert "s25" in page.words
    assert f'href="{VAULT}/{place}">Back to the beginning' in page.text


@pytest.mark.parametrize("place", [place for place, _ in PLACES])
async def test_the_vault_refuses_who_has_no_policy(
    stand: Stand, browser: Browser, place: str
) -> None:
    await vault(stand)
    page = await browser.get(f"{VAULT}/{place}")
    assert page.status == 403
    assert "The vault refused." in page.words
