"""Areas are offered to those whose roles open them."""

from tests.portal.portals import Browser, Stand


async def test_the_operator_is_offered_the_keys(browser: Browser) -> None:
    page = await browser.get("/apps")
    assert 'href="/keys"' in page.text
    assert 'href="/keys"' in (await browser.get("/no/such/page")).text


async def test_a_reader_is_not(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get("/apps")
    assert 'href="/vaults"' in page.text
    assert 'href="/keys"' not in page.text
