"""Access policies: picked by an app's name, edited by boxes, taken away; two people at once."""

from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, policy, vault

SOMEBODY = "11111111-2222-3333-4444-555555555555"


async def _identity(stand: Stand, name: str = "web1") -> str:
    site = await stand.site(name, identity={"type": "SystemAssigned"})
    return str(site["identity"]["principalId"])


async def test_an_app_is_picked_by_its_name_and_given_a_policy(
    stand: Stand, browser: Browser
) -> None:
    principal = await _identity(stand)
    await vault(stand)
    page = await browser.get(f"{VAULT}/policies/add?search=web")
    assert "web1 App" in page.words
    edit = f"{VAULT}/policies/{principal}"
    assert f'href="{edit}"' in page.text
    page = await browser.post(edit, {"action": "save", "permission": "get"})
    assert page.path == f"{VAULT}/policies"
    assert "web1 may get secrets of contoso." in page.words
    assert "web1 App get" in page.words


async def test_a_policy_is_changed_and_what_is_no_secret_stays(
    stand: Stand, browser: Browser
) -> None:
    given = policy(stand, SOMEBODY, ["get"])
    given["permissions"]["keys"] = ["sign"]
    made = await vault(stand, accessPolicies=[given])
    page = await browser.post(f"{VAULT}/policies/{SOMEBODY}", {"action": "save"})
    assert "keys: sign" in page.words
    reply = await stand.arm("GET", made["id"], version="2023-07-01")
    (left,) = reply.json()["properties"]["accessPolicies"]
    assert left["permissions"] == {"keys": ["sign"]}


async def test_a_policy_without_a_box_goes(stand: Stand, browser: Browser) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["get"])])
    page = await browser.post(f"{VAULT}/policies/{SOMEBODY}", {"action": "save"})
    assert "Nobody may use what is in this vault" in page.words


async def test_who_is_gone_is_shown_and_removed(stand: Stand, browser: Browser) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["all"])])
    page = await browser.get(f"{VAULT}/policies")
    assert "not in the directory" in page.words
    sent = {"action": "remove", "principal": SOMEBODY, "application": ""}
    page = await browser.post(f"{VAULT}/policies", sent)
    assert "has no access policy in contoso any more" in page.words
    assert "Nobody may use" in page.words


async def test_all_is_shown_as_every_box(stand: Stand, browser: Browser) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["all"])])
    page = await browser.get(f"{VAULT}/policies/{SOMEBODY}")
    assert page.text.count(" checked") == 8


async def test_the_second_of_two_sees_what_the_first_saved(stand: Stand) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["get"])])
    one, other = await stand.browser(), await stand.browser()
    path = f"{VAULT}/policies/{SOMEBODY}"
    await one.get(path)
    await other.get(path)
    await one.post(path, {"action": "save", "permission": "list"}, opened=False)
    page = await other.post(path, {"action": "save", "permission": "set"}, opened=False)
    assert page.status == 409
    assert "Permissions to secrets get list" in page.words


async def test_a_reader_is_offered_nothing_and_refused_when_forging(stand: Stand) -> None:
    await vault(stand, accessPolicies=[policy(stand, SOMEBODY, ["get"])])
    browser = await stand.browser(await stand.user("reader", "Reader"))
    page = await browser.get(f"{VAULT}/policies")
    assert page.status == 200
    assert "Remove" not in page.words
    assert "Add an access policy" not in page.words
    path = f"{VAULT}/policies/{SOMEBODY}"
    page = await browser.post(path, {"action": "save", "permission": "set"})
    assert page.status == 403
    assert "You may not do that" in page.words


async def test_what_is_no_object_id_is_no_page(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    assert (await browser.get(f"{VAULT}/policies/nobody")).status == 404
