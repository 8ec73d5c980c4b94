"""The history of a scope."""

from tests.portal.deployments.templates import fill, identity, template, upload
from tests.portal.deployments.test_starting import ended
from tests.portal.portals import Browser, Stand


async def test_nothing_yet(browser: Browser) -> None:
    page = await browser.get("/deployments")
    assert "Nothing was deployed here yet" in page.words
    assert (await browser.get("/deployments?scope=a%2Fb")).status == 404


async def test_what_was_deployed(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await upload(browser, template(identity("shared")), name="release-7")
    page = await fill(browser, "deploy")
    await ended(browser, page.path)
    page = await browser.get("/deployments?scope=local")
    assert "release-7 Succeeded Incremental" in page.words
    assert "release-7" not in (await browser.get("/deployments?scope=~")).words


async def test_a_reader_sees_and_is_not_offered_to_deploy(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get("/deployments?scope=local")
    assert page.status == 200
    assert "Deploy a template" not in page.words
