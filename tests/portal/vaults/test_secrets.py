"""Secrets of a vault: the list, a new one, what the vault itself refuses."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, open_vault, policy, secret, vault


async def test_the_list_has_names_and_no_values(stand: Stand) -> None:
    browser = await open_vault(stand)
    page = await browser.get(f"{VAULT}/secrets")
    assert "No secrets yet" in page.words
    await secret(browser, "db-password", "hunter2")
    page = await browser.get(f"{VAULT}/secrets")
    assert "db-password Enabled" in page.words
    assert "hunter2" not in page.text


async def test_more_than_a_page_is_paged(stand: Stand) -> None:
    browser = await open_vault(stand)
    for number in range(27):
        await secret(browser, f"secret-{number:02}")
    page = await browser.get(f"{VAULT}/secrets")
    assert "secret-24" in page.words
    assert "secret-25" not in page.words
    following = page.text.partition('rel="next" href="')[2].partition('"')[0]
    page = await browser.get(following.replace("&amp;", "&"))
    assert "secret-26" in page.words


async def test_a_name_that_is_taken_and_one_that_is_none(stand: Stand) -> None:
    browser = await open_vault(stand)
    await secret(browser, "db-password")
    form = f"{VAULT}/new-secret"
    sent = {"action": "create", "secret": "db-password", "value": "x", "tags": "a=b"}
    page = await browser.post(form, sent)
    assert page.status == 422
    assert "There is a secret db-password already" in page.words
    assert ">\na=b</textarea>" in page.text
    assert 'value="x"' not in page.text
    page = await browser.post(form, {**sent, "secret": "../x"})
    assert "letters, digits and hyphens" in page.words
    page = await browser.post(form, {**sent, "secret": "new", "value": ""})
    assert "A secret has a value" in page.words


async def test_an_owner_without_a_policy_is_told_how(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    page = await browser.get(f"{VAULT}/secrets")
    assert page.status == 403
    assert "does not have secrets list permission" in page.words
    assert "My access policy" in page.words
    mine = f"{VAULT}/policies/{stand.server.facts.operator_id}"
    await browser.post(mine, {"action": "save", "permission": "list"})
    assert (await browser.get(f"{VAULT}/secrets")).status == 200


async def test_who_may_only_list_is_refused_the_value(stand: Stand) -> None:
    user = await stand.user("lister", "Reader")
    writer = policy(stand, stand.server.facts.operator_id)
    await vault(stand, accessPolicies=[writer, policy(stand, user.object_id, ["list"])])
    await secret(await stand.browser(), "db-password", "hunter2")
    browser = await stand.browser(user)
    page = await browser.get(f"{VAULT}/secrets/db-password")
    sent = {"action": "show", "version": page.fields()["version"]}
    page = await browser.post(f"{VAULT}/secrets/db-password", sent)
    assert page.status == 403
    assert "does not have secrets get permission" in page.words
    assert "hunter2" not in page.text
