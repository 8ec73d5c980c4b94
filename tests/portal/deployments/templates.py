"""Templates for the pages of deployments."""

from typing import Any

import orjson

from tests.portal.portals import Browser, Page

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def identity(name: str, **members: Any) -> dict[str, Any]:
    """A user-assigned identity as a resource of a template."""
    return {
        "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "apiVersion": "2023-01-31",
        "name": name,
        "location": "westeurope",
        **members,
    }


def template(*resources: dict[str, Any], **members: Any) -> str:
    """The text of a template."""
    document = {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": resources, **members}
    return orjson.dumps(document).decode()


async def upload(browser: Browser, text: str, *, name: str = "main", scope: str = "local") -> Page:
    """Give a template; the page that comes."""
    sent = {"action": "read", "scope": scope, "name": name, "text": text}
    return await browser.post("/deployments/new", sent)


async def fill(browser: Browser, action: str, **values: str) -> Page:
    """Send the form of parameters that is open."""
    assert browser.page is not None
    fields = {f"p-{name}": value for name, value in values.items()}
    sent = {"action": action, "mode": "Incremental", "location": "westeurope", **fields}
    return await browser.post(browser.page.path, sent, opened=False)
