"""A vault in a portal's stand, and who may use it."""

from collections.abc import Sequence
from typing import Any

from tests.portal.portals import Browser, Stand

VAULT = "/vaults/local/contoso"
EVERY = ("get", "list", "set", "delete", "recover", "purge", "backup", "restore")


async def vault(stand: Stand, name: str = "contoso", **properties: Any) -> dict[str, Any]:
    """A vault, made past the portal, with no access policy unless ``accessPolicies`` says so."""
    place = f"{stand.subscription}/resourceGroups/local"
    await stand.arm("PUT", place, {"location": "westeurope"}, version="2021-04-01")
    body = {
        "location": "westeurope",
        "properties": {
            "tenantId": stand.place.tenant_id,
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": False,
            "accessPolicies": [],
            **properties,
        },
    }
    path = f"{place}/providers/Microsoft.KeyVault/vaults/{name}"
    made: dict[str, Any] = (await stand.arm("PUT", path, body, version="2023-07-01")).json()
    return made


def policy(stand: Stand, object_id: str, permissions: Sequence[str] = EVERY) -> dict[str, Any]:
    """An access policy as ARM has it."""
    return {
        "tenantId": stand.place.tenant_id,
        "objectId": object_id,
        "permissions": {"secrets": list(permissions)},
    }


async def open_vault(stand: Stand, **properties: Any) -> Browser:
    """The operator, who may do everything in ``contoso``."""
    mine = policy(stand, stand.server.facts.operator_id)
    await vault(stand, accessPolicies=[mine], **properties)
    return await stand.browser()


async def secret(browser: Browser, name: str, value: str = "hunter2", **fields: str) -> None:
    """Write a secret by the form."""
    page = await browser.post(
        f"{VAULT}/new-secret", {"action": "create", "secret": name, "value": value, **fields}
    )
    assert f"{name} was written" in page.words


async def secret_version(browser: Browser, name: str = "s") -> None:
    """Write a version past the forms' check that there is none."""
    page = await browser.get(f"{VAULT}/secrets/{name}")
    if page.status == 404:
        await secret(browser, name)
        return
    await browser.post(f"{VAULT}/secrets/{name}", {"action": "set", "value": "x"}, opened=False)
