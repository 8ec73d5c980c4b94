"""Deleted vaults: back, or gone for good."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault

PATH = "/vaults/deleted"


async def _deleted(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    await browser.post(VAULT, {"action": "delete", "sure": "contoso"})


async def test_nothing_is_deleted(browser: Browser) -> None:
    assert "No deleted vaults" in (await browser.get(PATH)).words


async def test_a_vault_comes_back(stand: Stand, browser: Browser) -> None:
    await _deleted(stand, browser)
    page = await browser.post(PATH, {"action": "recover", "vault": "contoso"})
    assert page.path == VAULT
    assert "contoso is back" in page.words


async def test_a_vault_is_purged(stand: Stand, browser: Browser) -> None:
    await _deleted(stand, browser)
    page = await browser.post(PATH, {"action": "purge", "vault": "contoso"})
    assert "contoso is gone for good" in page.words
    assert "No deleted vaults" in page.words
    assert (await browser.post(PATH, {"action": "purge", "vault": "contoso"})).status == 404


async def test_a_reader_is_offered_neither(stand: Stand, browser: Browser) -> None:
    await _deleted(stand, browser)
    reader = await stand.browser(await stand.user("reader", "Reader"))
    page = await reader.get(PATH)
    assert "contoso" in page.words
    assert "Purge" not in page.words
    sent = {"action": "purge", "vault": "contoso"}
    assert (await reader.post(PATH, sent, opened=False)).status == 403


async def test_what_cannot_be_undone_is_asked_once_more(stand: Stand, browser: Browser) -> None:
    await _deleted(stand, browser)
    page = await browser.get(PATH)
    summary = page.text.index('aria-label="Purge contoso"')
    assert summary < page.text.index("gone for good") < page.text.index("Purge contoso</button>")
