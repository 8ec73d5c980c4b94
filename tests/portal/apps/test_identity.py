"""*Managed service identity*: On and Off with Save, two people at once, who may not."""

from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1/identity"


async def test_on_save_makes_a_principal(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post(PATH, {"action": "register", "register": "on"})
    assert page.status == 200
    assert page.path == PATH
    assert "web1 is registered" in page.words
    assert "Object id" in page.words
    assert "Off deletes the principal" in page.words


async def test_off_save_deletes_it(stand: Stand, browser: Browser) -> None:
    await stand.site("web1", identity={"type": "SystemAssigned"})
    page = await browser.post(PATH, {"action": "register", "register": "off"})
    assert "its principal is deleted" in page.words
    assert "Object id" not in page.words


async def test_the_second_of_two_sees_what_the_first_saved(stand: Stand) -> None:
    await stand.site("web1")
    one, other = await stand.browser(), await stand.browser()
    await one.get(PATH)
    await other.get(PATH)
    await one.post(PATH, {"action": "register", "register": "on"}, opened=False)
    page = await other.post(PATH, {"action": "register", "register": "on"}, opened=False)
    assert page.status == 409
    assert "Somebody else saved this while you had it open" in page.words
    assert "Register with Azure Active Directory Off On" in page.words


async def test_a_change_of_something_else_is_no_conflict(stand: Stand) -> None:
    site = await stand.site("web1")
    browser = await stand.browser()
    await browser.get(PATH)
    await stand.arm("POST", f"{site['id']}/restart", version="2024-11-01")
    page = await browser.post(PATH, {"action": "register", "register": "on"}, opened=False)
    assert "web1 is registered" in page.words


async def test_a_reader_is_offered_nothing_and_refused_when_forging(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(PATH)
    assert page.status == 200
    assert "Save" not in page.words
    page = await browser.post(PATH, {"action": "register", "register": "on"}, opened=False)
    assert page.status == 403
    assert "You may not do that" in page.words


async def test_an_app_that_is_not_there(browser: Browser) -> None:
    page = await browser.get("/apps/local/nobody/identity")
    assert page.status == 404
