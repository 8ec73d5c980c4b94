"""The list of vaults: paged, searched, empty."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import vault


async def test_an_empty_list_tells_the_next_step(browser: Browser) -> None:
    page = await browser.get("/vaults")
    assert "No vaults yet" in page.words
    assert "nameplate keyvault create -n contoso" in page.words


async def test_vaults_are_listed_and_found(stand: Stand, browser: Browser) -> None:
    await vault(stand, "contoso")
    await vault(stand, "fabrikam", enableRbacAuthorization=True)
    page = await browser.get("/vaults")
    assert "contoso 0 access policies" in page.words
    assert "fabrikam Role assignments" in page.words
    page = await browser.get("/vaults?search=brik")
    assert "fabrikam" in page.words
    assert "contoso" not in page.words
    page = await browser.get("/vaults?search=nothing")
    assert "No vault has that in its name" in page.words


async def test_who_may_not_create_is_not_offered_it(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get("/vaults")
    assert page.status == 200
    assert "Create a vault" not in page.words
    assert "none that your roles show you" in page.words
