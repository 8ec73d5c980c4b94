"""Role assignments in a vault: its own and those from above."""

import re

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault

PATH = f"{VAULT}/roles"


async def _role(browser: Browser, name: str) -> str:
    page = await browser.get(f"{PATH}/add")
    found = re.search(rf'<option value="([^"]*)"[^>]*>{name}</option>', page.text)
    assert found, page.words
    return found[1]


async def test_those_from_above_are_shown_and_not_removable(stand: Stand) -> None:
    await vault(stand)
    await stand.user("reader", "Reader")
    page = await (await stand.browser()).get(PATH)
    assert "reader User Reader the subscription" in page.words
    assert "about the vault, not about its secrets" in page.words


async def test_a_role_is_assigned_by_an_apps_name_and_taken_away(
    stand: Stand, browser: Browser
) -> None:
    await vault(stand, enableRbacAuthorization=True)
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    role = await _role(browser, "Key Vault Secrets User")
    page = await browser.get(f"{PATH}/add?search=web1")
    principal = site["identity"]["principalId"]
    assert f'value="{principal}"' in page.text
    sent = {"action": "assign", "principal": principal, "role": role}
    page = await browser.post(f"{PATH}/add", sent)
    assert "web1 is now Key Vault Secrets User of contoso" in page.words
    assert "web1 App Key Vault Secrets User this vault" in page.words
    page = await browser.post(PATH, {"action": "remove"})
    assert "web1 is no longer Key Vault Secrets User of contoso" in page.words


async def test_nobody_and_nothing_are_told(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    page = await browser.post(f"{PATH}/add", {"action": "assign", "principal": "x", "role": "y"})
    assert page.status == 422
    assert "Choose somebody and a role" in page.words
    page = await browser.get(f"{PATH}/add")
    assert "selected>Key Vault Secrets User<" in page.text


async def test_the_same_twice_is_told_in_the_services_words(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    sent = {
        "action": "assign",
        "principal": site["identity"]["principalId"],
        "role": await _role(browser, "Reader"),
    }
    await browser.post(f"{PATH}/add", sent)
    page = await browser.post(f"{PATH}/add", sent)
    assert page.status == 422
    assert "already exists" in page.words


async def test_a_contributor_may_not_assign(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    role = await _role(browser, "Owner")
    user = await stand.user("dev", "Contributor")
    dev = await stand.browser(user)
    page = await dev.get(PATH)
    assert "Assign a role" not in page.words
    sent = {"action": "assign", "principal": user.object_id, "role": role}
    assert (await dev.post(f"{PATH}/add", sent)).status == 403
