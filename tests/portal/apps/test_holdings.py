"""What an identity may do, everywhere."""

from uuid import uuid4

import pytest

from nameplate.portal.apps import holdings
from tests.portal.portals import Browser, Stand

PATH = "/apps/local/web1/identity"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"


async def vault(stand: Stand, principal: str) -> str:
    """A vault that gives a principal two permissions; its id."""
    path = f"{stand.subscription}/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso"
    policy = {
        "tenantId": stand.place.tenant_id,
        "objectId": principal,
        "permissions": {"secrets": ["get", "list"]},
    }
    properties = {
        "tenantId": stand.place.tenant_id,
        "sku": {"family": "A", "name": "standard"},
        "accessPolicies": [policy],
    }
    body = {"location": "westeurope", "properties": properties}
    await stand.arm("PUT", path, body, version="2023-07-01")
    return path


async def test_roles_and_policies(stand: Stand, browser: Browser) -> None:
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    principal = str(site["identity"]["principalId"])
    at = await vault(stand, principal)
    role = f"{stand.subscription}/providers/Microsoft.Authorization/roleDefinitions/{SECRETS_USER}"
    given = {"properties": {"roleDefinitionId": role, "principalId": principal}}
    path = f"{at}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
    await stand.arm("PUT", path, given, version="2022-04-01")
    page = await browser.get(PATH)
    assert "contoso secrets: get, list Access policy System assigned" in page.words
    assert "contoso Key Vault Secrets User Role System assigned" in page.words


async def test_nothing_yet_says_what_to_do(stand: Stand, browser: Browser) -> None:
    await stand.site("web1", identity={"type": "SystemAssigned"})
    page = await browser.get(PATH)
    assert "nameplate keyvault set-policy -n VAULT --app web1" in page.words


async def test_who_may_not_know_all_is_told(stand: Stand) -> None:
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    user = await stand.user("keeper", "Website Contributor", scope=str(site["id"]))
    page = await (await stand.browser(user)).get(PATH)
    assert page.status == 200
    assert "Your roles do not show you all that it may do" in page.words


async def test_a_page_stays_small_and_says_what_was_not_looked_at(
    stand: Stand, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = await stand.site("web1", identity={"type": "SystemAssigned"})
    await vault(stand, str(site["identity"]["principalId"]))
    monkeypatch.setattr(holdings, "_SHOWN", 0)
    page = await browser.get(PATH)
    assert "And 1 more." in page.words
    assert "contoso secrets" not in page.words
    assert "too many vaults" not in page.words
    for name in ("a-vault", "b-vault"):
        await stand.arm(
            "PUT",
            f"{stand.subscription}/resourceGroups/local/providers/Microsoft.KeyVault/vaults/{name}",
            {
                "location": "westeurope",
                "properties": {
                    "tenantId": stand.place.tenant_id,
                    "sku": {"family": "A", "name": "standard"},
                    "accessPolicies": [],
                },
            },
            version="2023-07-01",
        )
    monkeypatch.setattr(holdings, "_LOOKED_AT", 2)
    assert "too many vaults" in (await browser.get(PATH)).words
