"""The whole: routes, forms and their tokens, and the pages of what goes wrong."""

import pytest

from tests.portal.portals import ORIGIN, Browser, Stand

OWN = ((b"origin", ORIGIN.encode()),)


async def test_the_first_page_is_the_apps(browser: Browser) -> None:
    assert (await browser.get("/")).path == "/apps"


async def test_a_page_that_is_not_there(stand: Stand, browser: Browser) -> None:
    page = await browser.get("/nothing/here")
    assert page.status == 404
    assert "There is nothing here" in page.words
    assert (await Browser(stand.app).get("/nothing/here")).path.startswith("/sign-in")


async def test_files_are_for_everybody(stand: Stand, browser: Browser) -> None:
    page = await browser.get("/apps")
    address = page.text.partition('href="/static/')[2].partition('"')[0]
    found = await Browser(stand.app).get(f"/static/{address}")
    assert found.status == 200
    assert "immutable" in found.headers["cache-control"]
    assert (await browser.get("/static/x/none.css")).status == 404
    assert (await browser.get("/static/x/%2e%2e%2fvisit.py")).status == 404


async def test_pages_are_not_kept(browser: Browser) -> None:
    assert (await browser.get("/apps")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["", "x", "é"])
async def test_a_form_without_its_token(stand: Stand, browser: Browser, token: str) -> None:
    await stand.site("web1")
    await browser.get("/apps")
    fields = {"csrf": token, "action": "stop"}
    page = await browser.post("/apps/local/web1", fields, opened=False)
    assert page.status == 403
    assert "This form is from another sign-in" in page.words
    assert "Running" in (await browser.get("/apps/local/web1")).words


async def test_the_token_of_another_session(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    other = await stand.browser()
    token = (await other.get("/apps")).fields()["csrf"]
    await browser.get("/apps")
    page = await browser.post("/apps/local/web1", {"csrf": token, "action": "stop"}, opened=False)
    assert page.status == 403


async def test_a_form_of_another_site(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    evil = ((b"origin", b"https://evil.example"),)
    page = await browser.post("/apps/local/web1", {"action": "stop"}, headers=evil)
    assert page.status == 403
    assert "not sent by a page of the portal" in page.text


async def test_a_form_after_the_session_ended(stand: Stand, browser: Browser) -> None:
    """The server was restarted under an open page."""
    await stand.site("web1")
    await browser.get("/apps/local/web1")
    browser.cookies["nameplate-portal"] = "gone"
    page = await browser.post("/apps/local/web1", {"action": "stop"}, opened=False)
    assert page.path.startswith("/sign-in?next=%2Fapps%2Flocal%2Fweb1&ended=1")


async def test_what_is_no_form(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await browser.get("/apps")
    garbage = (*OWN, (b"content-type", b"multipart/form-data; boundary=x"))
    page = await browser.post("/apps/local/web1", {}, opened=False, headers=garbage)
    assert page.status == 400
    assert "What was sent could not be read" in page.words


async def test_more_fields_than_a_form_has(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await browser.get("/apps")
    fields = {f"f{number}": "x" for number in range(1100)}
    page = await browser.post("/apps/local/web1", {**fields, "action": "stop"}, opened=False)
    assert page.status in {400, 404}
    assert "Running" in (await browser.get("/apps/local/web1")).words


async def test_the_theme_is_chosen_without_scripts(browser: Browser) -> None:
    await browser.get("/apps")
    page = await browser.post("/theme", {"theme": "dark", "back": "/apps/create"}, opened=False)
    assert page.path == "/apps/create"
    assert 'data-theme="dark"' in page.text
    page = await browser.post("/theme", {"theme": '"><x>', "back": "//evil.example"}, opened=False)
    assert page.path == "/apps"
    assert 'data-theme="dark"' in page.text


async def test_a_method_that_a_page_does_not_take(browser: Browser) -> None:
    await browser.get("/apps")
    assert (await browser.post("/apps", {}, opened=False)).status == 405


async def test_a_stranger_is_told_that_nothing_is_theirs(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("stranger"))
    page = await browser.get("/apps")
    assert page.status == 403
    assert "You may not do that" in page.words
    assert "stranger" in page.words
