"""Deleting an app: what goes with it, who may, and when somebody changed it meanwhile."""

from urllib.parse import quote

import orjson

from tests.portal.apps.test_slots import with_slot
from tests.portal.portals import Browser, Stand

APP = "/apps/local/web1"
PATH = f"{APP}/delete"
VERSION = "2024-11-01"
REGISTERED = {"type": "SystemAssigned"}


async def exists(stand: Stand, name: str = "web1") -> bool:
    """Whether ARM has an app of that name."""
    wanted = quote(f"resourceType eq 'Microsoft.Web/sites' and name eq '{name}'")
    path = f"{stand.subscription}/resources?$filter={wanted}"
    return bool((await stand.arm("GET", path, version="2021-04-01")).json()["value"])


async def test_what_goes_is_named_and_goes(stand: Stand, browser: Browser) -> None:
    await with_slot(stand)
    site = await stand.site("web1", identity=REGISTERED)
    principal = site["identity"]["principalId"]
    assert PATH in (await browser.get(APP)).text
    page = await browser.get(PATH)
    assert f"Its identity, {principal}" in page.words
    assert "The slot staging" in page.words
    page = await browser.post(PATH, {"action": "delete", "sure": "web1"})
    assert page.path == "/apps"
    assert "web1 was deleted, with its identity and its slots (staging)." in page.words
    assert not await exists(stand)
    path = f"{stand.subscription}/providers/Microsoft.Web/sites"
    assert (await stand.arm("GET", path, version=VERSION)).json()["value"] == []
    assert (await browser.get(PATH)).status == 404


async def test_what_it_may_do_is_named(stand: Stand, browser: Browser) -> None:
    site = await stand.site("web1", identity=REGISTERED)
    vault = f"{stand.subscription}/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
    policy = {
        "tenantId": stand.place.tenant_id,
        "objectId": site["identity"]["principalId"],
        "permissions": {"secrets": ["get"]},
    }
    properties = {
        "tenantId": stand.place.tenant_id,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [policy],
    }
    body = {"location": "westeurope", "properties": properties}
    await stand.arm("PUT", vault, body, version="2023-07-01")
    assert "contoso secrets: get Access policy web1" in (await browser.get(PATH)).words


async def test_whoever_types_another_name_deletes_nothing(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    for typed in ("", "web2"):
        page = await browser.post(PATH, {"action": "delete", "sure": typed})
        assert page.status == 422
        assert "Nothing was deleted: type web1" in page.words
    assert await exists(stand)


async def test_what_another_changed_meanwhile_is_told(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await browser.get(PATH)
    await stand.site("web1", identity=REGISTERED)
    page = await browser.post(PATH, {"sure": "web1"}, opened=False)
    assert page.status == 409
    assert "Somebody else saved this" in page.words
    assert await exists(stand)
    page = await browser.post(PATH, {"sure": "web1"}, opened=False)
    assert "web1 was deleted, with its identity." in page.words


async def test_what_the_page_does_not_name_may_change(stand: Stand, browser: Browser) -> None:
    await stand.site("web1")
    await browser.get(PATH)
    await stand.site("web1", tags={"team": "payments"})
    page = await browser.post(PATH, {"sure": "web1"}, opened=False)
    assert "web1 was deleted." in page.words


async def test_a_slot_goes_alone(stand: Stand, browser: Browser) -> None:
    await with_slot(stand)
    page = await browser.post(f"{APP}~staging/delete", {"sure": "web1~staging"})
    assert page.path == f"{APP}/slots"
    assert "web1 / staging was deleted." in page.words
    assert await exists(stand)


async def test_a_reader_deletes_nothing(stand: Stand) -> None:
    await stand.site("web1")
    browser = await stand.browser(await stand.user("reader", "Reader"))
    assert PATH not in (await browser.get(APP)).text
    page = await browser.get(PATH)
    assert "Your roles do not let you delete it" in page.words
    seen = orjson.dumps({"Object id": "no identity"}).decode()
    page = await browser.post(PATH, {"sure": "web1", "seen": seen})
    assert page.status == 403
    assert await exists(stand)
