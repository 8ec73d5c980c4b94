"""What an app was granted and what it ever used."""

from nameplate.audit.event import Event, EventKind
from tests.portal.portals import Browser, Stand

VAULT = "/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
PATH = "/activity/apps/local/web1"


async def granted(stand: Stand) -> str:
    """An app that may get, list and set, and only ever got; returns its object id."""
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    object_id: str = site["identity"]["principalId"]
    policy = {
        "tenantId": stand.place.tenant_id,
        "objectId": object_id,
        "permissions": {"secrets": ["get", "list", "set"]},
    }
    properties = {
        "tenantId": stand.place.tenant_id,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [policy],
    }
    body = {"location": "westeurope", "properties": properties}
    await stand.arm("PUT", f"{stand.subscription}{VAULT}", body, version="2023-07-01")
    await stand.server.rooms.trail.record(
        Event(
            kind=EventKind.DECISION,
            action="secrets/get",
            outcome="allowed",
            resource=f"{stand.subscription}{VAULT}",
            object_id=object_id,
        )
    )
    return object_id


async def test_the_smaller_policy_is_ready_to_copy(stand: Stand, browser: Browser) -> None:
    object_id = await granted(stand)
    page = await browser.get(PATH)
    for words in (
        "contoso secrets get list set get list set",
        "nameplate keyvault set-policy -n contoso --app web1 --secret-permissions get",
        f"az keyvault set-policy -n contoso --object-id {object_id} --secret-permissions get",
        '"name": "contoso/replace"',
    ):
        assert words in page.words, words


async def test_an_app_without_an_identity_is_told_the_next_step(
    stand: Stand, browser: Browser
) -> None:
    await stand.site("web1")
    page = await browser.get(PATH)
    assert "It has no identity" in page.words
    assert (await browser.get("/activity/apps/local/nobody")).status == 404


async def test_who_has_nothing_more_than_it_uses(stand: Stand, browser: Browser) -> None:
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    page = await browser.get(PATH)
    assert "Nothing was granted to it" in page.words
    reader = await stand.user("reader", "Reader", scope=site["id"])
    page = await (await stand.browser(reader)).get(PATH)
    assert page.status == 200
