"""The ring of keys on its page."""

import re

from tests.portal.portals import Browser, Stand


async def _kids(page_text: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)">', page_text)


async def test_states_and_the_timeline(browser: Browser) -> None:
    page = await browser.get("/keys")
    assert page.status == 200
    assert "active" in page.words
    assert "<svg viewBox" in page.text
    assert "Nobody yet" in page.words


async def test_rotate_now(browser: Browser) -> None:
    (before, *_) = await _kids((await browser.get("/keys")).text)
    page = await browser.post("/keys", {"action": "rotate"})
    assert "The next key signs from now on" in page.words
    assert f"{before} (retired)" in page.words


async def test_pressed_twice_it_rotates_once(browser: Browser) -> None:
    """The key that would sign next was read by nobody yet."""
    sent = {"action": "rotate", **(await browser.get("/keys")).fields()}
    await browser.post("/keys", sent, opened=False)
    signs = (await browser.get("/keys")).fields()["active"]
    page = await browser.post("/keys", sent, opened=False)
    assert "Another key signs by now" in page.words
    assert (await browser.get("/keys")).fields()["active"] == signs


async def test_who_sees_which(stand: Stand, browser: Browser) -> None:
    keys = stand.server.rooms.keys
    keys.read_by("192.0.2.7", "<b>verifier</b>")
    await keys.rotate_if_due()
    await keys.rotate()
    page = await browser.get("/keys")
    assert "<b>verifier</b> 192.0.2.7" in page.words
    assert "retired not the active not the next" in page.words


async def test_revoking_wants_six_characters(browser: Browser) -> None:
    (kid, *_) = await _kids((await browser.get("/keys")).text)
    sent = {"action": "revoke", "kid": kid}
    page = await browser.post("/keys", {**sent, "sure": "no"})
    assert "Nothing was revoked" in page.words
    page = await browser.post("/keys", {**sent, "sure": kid[:6]})
    assert page.status in {200, 303}
    page = await browser.get("/keys")
    assert "revoked" in page.words


async def test_who_is_no_operator_is_refused(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("reader", "Reader"))
    assert (await browser.get("/keys")).status == 403
    assert (await browser.post("/keys", {"action": "rotate"}, opened=False)).status == 403
