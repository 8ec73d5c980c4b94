"""*Deployment slots*: create, preview, swap, delete."""

from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1/slots"
VERSION = "2024-11-01"


async def with_slot(stand: Stand) -> str:
    """An app with the slot ``staging``; its id."""
    site = str((await stand.site("web1"))["id"])
    body = {"location": "westeurope", "properties": {}}
    await stand.arm("PUT", f"{site}/slots/staging", body, version=VERSION)
    return site


async def test_none_yet(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.get(PATH)
    assert "No slots yet" in page.words


async def test_a_slot_is_created_with_an_identity(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post(PATH, {"action": "create", "slot": "staging", "identity": "yes"})
    assert "The slot staging was created" in page.words
    page = await browser.get("/apps/local/web1~staging")
    assert page.status == 200
    assert "web1 / staging" in page.words
    assert "slot of web1" in page.words


async def test_a_name_that_is_none(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    page = await browser.post(PATH, {"action": "create", "slot": "-no-"})
    assert page.status == 422
    assert "-no-" in page.text
    page = await browser.post(PATH, {"action": "create", "slot": "a/b"})
    assert page.status == 422


async def test_a_preview_says_what_changes_and_no_value(stand: Stand, browser: Browser) -> None:
    site = await with_slot(stand)
    path = f"{site}/slots/staging/config/appsettings"
    await stand.arm("PUT", path, {"properties": {"LEVEL": "the-value"}}, version=VERSION)
    page = await browser.post(
        PATH, {"action": "preview", "source": "staging", "target": "production"}
    )
    assert "source=staging" in page.path
    assert "What changes in production when staging takes its place" in page.words
    assert "LEVEL App setting comes" in page.words
    assert "the-value" not in page.text


async def test_swap(stand: Stand, browser: Browser) -> None:
    site = await with_slot(stand)
    path = f"{site}/slots/staging/config/appsettings"
    await stand.arm("PUT", path, {"properties": {"LEVEL": "1"}}, version=VERSION)
    page = await browser.post(PATH, {"action": "swap", "source": "staging", "target": "production"})
    assert "staging and production have changed places" in page.words
    held = await stand.arm("POST", f"{site}/config/appsettings/list", version=VERSION)
    assert held.json()["properties"] == {"LEVEL": "1"}


async def test_pressed_twice_it_swaps_once(stand: Stand, browser: Browser) -> None:
    site = await with_slot(stand)
    path = f"{site}/slots/staging/config/appsettings"
    await stand.arm("PUT", path, {"properties": {"LEVEL": "1"}}, version=VERSION)
    page = await browser.get(f"{PATH}?source=staging&target=production")
    sent = {"action": "swap", **page.fields()}
    await browser.post(PATH, sent, opened=False)
    page = await browser.post(PATH, sent, opened=False)
    assert "One of the two is not as you saw it" in page.words
    held = await stand.arm("POST", f"{site}/config/appsettings/list", version=VERSION)
    assert held.json()["properties"] == {"LEVEL": "1"}


async def test_delete(stand: Stand, browser: Browser) -> None:
    await with_slot(stand)
    page = await browser.post(PATH, {"action": "delete", "slot": "staging"})
    assert "The slot staging was deleted" in page.words
    assert (await browser.get("/apps/local/web1~staging")).status == 404


async def test_production_is_no_slot_to_delete(stand: Stand, browser: Browser) -> None:
    await with_slot(stand)
    page = await browser.post(PATH, {"action": "delete", "slot": "production"})
    assert "Choose a slot" in page.words
    assert (await browser.get("/apps/local/web1")).status == 200


async def test_a_reader_may_look(stand: Stand) -> None:
    await with_slot(stand)
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(PATH)
    assert "staging" in page.words
    assert "Create a slot" not in page.words
    for action in ("create", "swap", "delete"):
        fields = {"action": action, "slot": "staging", "source": "staging", "target": "production"}
        assert (await browser.post(PATH, fields)).status == 403
