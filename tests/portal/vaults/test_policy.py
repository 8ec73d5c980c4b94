"""One principal's boxes."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, policy, vault

SOMEBODY = "11111111-2222-3333-4444-555555555555"


async def test_boxes_show_what_is_held_and_are_locked_for_readers(stand: Stand) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["Get"])])
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(f"{VAULT}/policies/{SOMEBODY}")
    assert 'value="get" checked' in page.text
    assert '<fieldset class="checks" disabled>' in page.text
    assert "Save" not in page.words


async def test_permissions_that_there_are_not_are_dropped(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    path = f"{VAULT}/policies/{SOMEBODY}"
    page = await browser.post(path, {"action": "save", "permission": "fly"})
    assert "may do nothing with the secrets" in page.words
    assert (await browser.post(path, {"action": "else"})).status == 404
