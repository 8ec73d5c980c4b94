"""The list of apps."""

from nameplate.portal.searched import SIZE
from tests.portal.portals import Browser, Stand


async def test_none_yet_says_what_to_do(browser: Browser) -> None:
    page = await browser.get("/apps")
    assert "No apps yet" in page.words
    assert "nameplate run --app web1 -- python app.py" in page.words
    assert "Create a web app" in page.words


async def test_state_identity_and_address(stand: Stand, browser: Browser) -> None:
    await stand.site("web1", identity={"type": "SystemAssigned"})
    await stand.site("func1", kind="functionapp")
    page = await browser.get("/apps")
    assert "func1 Running Off func1.azurewebsites.net local" in page.words
    assert "web1 Running On web1.azurewebsites.net local" in page.words
    assert 'href="https://web1.sites.localhost:' in page.text


async def test_pages(stand: Stand, browser: Browser) -> None:
    for number in range(SIZE + 2):
        await stand.site(f"app{number:02d}")
    page = await browser.get("/apps")
    assert "app00" in page.words
    assert f"app{SIZE:02d}" not in page.words
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    page = await browser.get(following)
    assert f"app{SIZE:02d}" in page.words
    assert "app00" not in page.words
    assert "Back to the beginning" in page.words
    assert 'rel="next"' not in page.text


async def test_found_by_a_part_of_the_name(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await stand.site("shop")
    page = await browser.get("/apps?search=HO")
    assert "shop" in page.words
    assert "web1" not in page.words
    page = await browser.get("/apps?search=o'reilly<b>")
    assert "No app has that in its name" in page.words
    assert "o'reilly<b>" in page.words


async def test_a_page_that_is_none(stand: Stand, browser: Browser) -> None:
    assert (await browser.get("/apps?after=%FF")).status == 400


async def test_a_reader_creates_nothing(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get("/apps")
    assert "web1" in page.words
    assert "Create a web app" not in page.words


async def test_who_has_a_role_at_one_app_sees_that_one(stand: Stand) -> None:
    site = await stand.site("web1")
    await stand.site("web2")
    user = await stand.user("keeper", "Website Contributor", scope=str(site["id"]))
    page = await (await stand.browser(user)).get("/apps")
    assert page.status == 200
    assert "web1" in page.words
    assert "web2" not in page.words


async def test_and_finds_no_other(stand: Stand) -> None:
    site = await stand.site("web1")
    await stand.site("web2")
    user = await stand.user("keeper", "Website Contributor", scope=str(site["id"]))
    page = await (await stand.browser(user)).get("/apps?search=web")
    assert page.status == 200
    assert "web1" in page.words
    assert "web2" not in page.words
