"""What a vault itself refuses, to who may and who may not do something about it."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault


async def test_a_vault_of_roles_names_the_role(stand: Stand, browser: Browser) -> None:
    await vault(stand, enableRbacAuthorization=True)
    page = await browser.get(f"{VAULT}/secrets")
    assert page.status == 403
    assert "Key Vault Secrets Officer" in page.words


async def test_who_may_not_grant_is_not_sent_to_a_form(stand: Stand) -> None:
    await vault(stand)
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(f"{VAULT}/secrets")
    assert page.status == 403
    assert "My access policy" not in page.words
