"""Creating a vault by the form."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault

FORM = {"group": "local", "location": "westeurope", "days": "30", "model": "policies"}


async def test_a_vault_and_a_policy_for_who_makes_it(browser: Browser) -> None:
    page = await browser.get("/vaults/create")
    assert page.status == 200
    sent = {**FORM, "name": "contoso", "mine": "yes", "purge": "yes"}
    page = await browser.post("/vaults/create", sent)
    assert page.path == VAULT
    assert "contoso was created" in page.words
    assert "30 days" in page.words
    assert "Purge protection On" in page.words
    page = await browser.get(f"{VAULT}/secrets")
    assert page.status == 200


async def test_one_that_roles_decide_about(browser: Browser) -> None:
    page = await browser.post("/vaults/create", {**FORM, "name": "contoso", "model": "roles"})
    assert "Role assignments" in page.words


async def test_what_cannot_be_is_told_and_what_was_typed_stays(
    stand: Stand, browser: Browser
) -> None:
    await vault(stand)
    cases = {
        ("contoso", "30"): "There is a vault contoso here already",
        ("a?b", "30"): "3 to 24 letters",
        ("fabrikam", "x"): "is a number",
        ("fabrikam", "9" * 5000): "is a number",
    }
    for (name, days), said in cases.items():
        page = await browser.post("/vaults/create", {**FORM, "name": name, "days": days})
        assert page.status == 422
        assert said in page.words
        assert f'value="{name}"' in page.text


async def test_the_services_own_refusal_is_shown(browser: Browser) -> None:
    page = await browser.post("/vaults/create", {**FORM, "name": "fabrikam", "days": "5"})
    assert page.status == 422
    assert "softDeleteRetentionInDays" in page.words


async def test_a_reader_who_forges_the_request_is_refused(stand: Stand) -> None:
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.post("/vaults/create", {**FORM, "name": "contoso"})
    assert page.status == 403
