"""Creating apps."""

import pytest

from tests.portal.portals import Browser, Stand

FORM = {"kind": "app", "name": "web1", "group": "local", "location": "westeurope"}


async def test_a_web_app(browser: Browser) -> None:
    page = await browser.post("/apps/create", FORM)
    assert page.path == "/apps/local/web1"
    assert "web1 was created." in page.words
    assert "Web app" in page.words


async def test_a_function_app_in_a_group_of_its_own(browser: Browser) -> None:
    page = await browser.get("/apps/create?kind=functionapp")
    assert "Create a function app" in page.words
    fields = {**FORM, "kind": "functionapp", "name": "func1", "group": "Group_(1)"}
    page = await browser.post("/apps/create", fields)
    assert page.status == 200
    assert "Function app" in page.words
    assert "Group_(1)" in page.words


async def test_a_name_that_is_taken_keeps_what_was_typed(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post("/apps/create", {**FORM, "location": "northeurope"})
    assert page.status == 422
    assert "There is an app web1 here already" in page.words
    assert 'value="northeurope"' in page.text


@pytest.mark.parametrize("name", ["a/b", "-x-", "x y", "<b>", "..", "%2e", "", "web1~staging"])
async def test_names_that_are_none(browser: Browser, name: str) -> None:
    page = await browser.post("/apps/create", {**FORM, "name": name})
    assert page.status == 422
    assert 'role="alert"' in page.text


async def test_a_reader_may_not(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.post("/apps/create", FORM)
    assert page.status == 403


async def test_no_slot_is_made_here(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post("/apps/create", {**FORM, "name": "web1~staging"})
    assert page.status == 422
    assert "tildes" in page.words
    assert "No slots yet" in (await browser.get("/apps/local/web1/slots")).words
