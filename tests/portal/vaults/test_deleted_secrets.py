"""Deleted secrets: what the pages offer, and what the vault refuses."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, open_vault, secret, vault

PATH = f"{VAULT}/deleted"


async def test_a_protected_vault_offers_no_purge(stand: Stand) -> None:
    browser = await open_vault(stand, enablePurgeProtection=True)
    await secret(browser, "db-password")
    page = await browser.post(f"{VAULT}/secrets/db-password", {"action": "delete"})
    assert "Recover" in page.words
    assert "Purge" not in page.words
    page = await browser.post(PATH, {"action": "purge", "secret": "db-password"})
    assert page.status == 403


async def test_without_a_policy_the_vault_refuses(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    page = await browser.get(PATH)
    assert page.status == 403
    assert "The vault refused." in page.words


async def test_what_is_none_is_no_page(stand: Stand) -> None:
    browser = await open_vault(stand)
    assert (await browser.post(PATH, {"action": "purge", "secret": "../x"})).status == 404
    assert (await browser.post(PATH, {"action": "x", "secret": "y"})).status == 404


async def test_what_cannot_be_undone_is_asked_once_more(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password")
    page = await browser.post(f"{VAULT}/secrets/db-password", {"action": "delete"})
    summary = page.text.index('aria-label="Purge db-password"')
    assert summary < page.text.index("gone for good") < page.text.index("db-password</button>")
