"""A vault at a glance; who decides; deleting it."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault


async def test_the_facts(stand: Stand, browser: Browser) -> None:
    await vault(stand, softDeleteRetentionInDays=7)
    page = await browser.get(VAULT)
    assert "https://contoso.vault." in page.words
    assert "7 days" in page.words
    assert (await browser.get("/vaults/local/nobody")).status == 404


async def test_who_decides_is_saved_and_the_second_of_two_is_told(stand: Stand) -> None:
    await vault(stand)
    one, other = await stand.browser(), await stand.browser()
    await one.get(VAULT)
    await other.get(VAULT)
    page = await one.post(VAULT, {"action": "model", "model": "roles"}, opened=False)
    assert "contoso was saved" in page.words
    page = await other.post(VAULT, {"action": "protect"}, opened=False)
    assert page.status == 409
    assert "Access policies Role assignments" in page.words


async def test_purge_protection_is_switched_on_for_good(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    page = await browser.post(VAULT, {"action": "protect"})
    assert "Purge protection On" in page.words
    assert "Switch purge protection on" not in page.words


async def test_deleting_wants_the_name(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    page = await browser.post(VAULT, {"action": "delete", "sure": "contos"})
    assert "Nothing was deleted" in page.words
    page = await browser.post(VAULT, {"action": "delete", "sure": "contoso"})
    assert page.path == "/vaults/deleted"
    assert "contoso was deleted" in page.words


async def test_a_reader_sees_and_changes_nothing(stand: Stand) -> None:
    await vault(stand)
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(VAULT)
    assert page.status == 200
    assert "<form" not in page.text.partition("<main")[2]
    page = await browser.post(VAULT, {"action": "delete", "sure": "contoso"}, opened=False)
    assert page.status == 403


async def test_an_action_that_is_none(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    assert (await browser.post(VAULT, {"action": "else"})).status == 404
