"""A secret: its value on request only, versions, attributes, deletion."""

from tests.portal.portals import Stand
from tests.portal.vaults.standing import VAULT, open_vault, secret

PATH = f"{VAULT}/secrets/db-password"


async def test_a_value_is_shown_by_asking_and_by_nothing_else(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password", "s3cret<b>")
    page = await browser.get(PATH)
    assert "s3cret" not in page.text
    version = page.fields()["version"]
    page = await browser.post(PATH, {"action": "show", "version": version})
    assert page.status == 200
    assert "s3cret&lt;b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    page = await browser.get(PATH)
    assert "s3cret" not in page.text


async def test_a_new_version_is_the_current_one(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password", "old", content_type="text/plain")
    first = (await browser.get(PATH)).fields()["version"]
    page = await browser.post(PATH, {"action": "set", "value": "new"})
    assert "db-password has a new version" in page.words
    assert page.text.count("Show the value of version") == 2
    page = await browser.post(PATH, {"action": "show", "version": first})
    assert ">old<" in page.text


async def test_attributes_are_saved_and_the_second_of_two_is_told(stand: Stand) -> None:
    browser = await open_vault(stand)
    other = await stand.browser()
    await secret(browser, "db-password")
    await browser.get(PATH)
    await other.get(PATH)
    sent = {
        "action": "save",
        "content_type": "password",
        "expires": "2031-12-24T18:00",
        "tags": "team=payments\nowner=ops",
        "enabled": "no",
    }
    page = await browser.post(PATH, sent, opened=False)
    assert "db-password was saved" in page.words
    assert 'value="2031-12-24T18:00"' in page.text
    assert "team=payments\nowner=ops" in page.text
    assert "Disabled" in page.words
    page = await other.post(PATH, {**sent, "content_type": "x"}, opened=False)
    assert page.status == 409
    assert "Enabled Yes No" in page.words


async def test_a_time_or_a_tag_that_is_none_is_told(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password")
    page = await browser.post(PATH, {"action": "save", "expires": "tomorrow"})
    assert "Expires is" in page.words or "When it expires is a time" in page.words
    page = await browser.post(PATH, {"action": "save", "tags": "payments"})
    assert "A tag is a line such as team=payments" in page.words


async def test_deleted_and_recovered_and_purged(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password")
    page = await browser.post(PATH, {"action": "delete"})
    assert page.path == f"{VAULT}/deleted"
    assert "Recover" in page.words
    sent = {"action": "recover", "secret": "db-password"}
    page = await browser.post(f"{VAULT}/deleted", sent)
    assert "db-password is back" in page.words
    await browser.post(PATH, {"action": "delete"})
    page = await browser.post(f"{VAULT}/deleted", {**sent, "action": "purge"})
    assert "db-password is gone for good" in page.words
    assert "No deleted secrets" in page.words


async def test_no_such_secret(stand: Stand) -> None:
    browser = await open_vault(stand)
    assert (await browser.get(PATH)).status == 404
    assert (await browser.get(f"{VAULT}/secrets/no such")).status == 404
