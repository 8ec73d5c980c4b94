"""No page is over 100 kB, however long what it shows is."""

import asyncio

import pytest

from nameplate.portal.static import Static
from tests.portal.deployments.templates import fill as fill_form
from tests.portal.deployments.templates import identity, template, upload
from tests.portal.deployments.test_starting import ended
from tests.portal.portals import Stand
from tests.portal.vaults.standing import EVERY, VAULT, open_vault, policy, secret, secret_version

LIMIT = 100_000
LONG = "a" + "-long-name" * 5
PAGES = (
    "/apps",
    "/apps?search=a",
    "/apps/create",
    f"/apps/local/{LONG}",
    f"/apps/local/{LONG}/identity",
    f"/apps/local/{LONG}/configuration",
    f"/apps/local/{LONG}/slots",
    f"/apps/local/{LONG}/logs",
    f"/apps/local/{LONG}/delete",
    "/activity",
    "/activity?result=denied",
    "/activity/numbers?span=day",
    f"/activity/apps/local/{LONG}",
    "/vaults",
    f"{VAULT}/policies",
    f"{VAULT}/secrets",
    f"{VAULT}/secrets/s",
    "/deployments",
    "/deployments/local/main",
    "/keys",
    "/sign-in",
)
"""Every page that shows a list or a long text, over a home that is full of them."""


async def fill(stand: Stand) -> None:
    """Many apps with long names; one with a hundred settings."""
    site = await stand.site(LONG, identity={"type": "SystemAssigned"})
    settings = {f"SETTING_{number:03d}_{'X' * 200}": "v" * 1000 for number in range(100)}
    path = f"{site['id']}/config/appsettings"
    await stand.arm("PUT", path, {"properties": settings}, version="2024-11-01")
    names = [f"a{number:03d}{'-of-many' * 6}" for number in range(30)]
    await asyncio.gather(*(stand.site(name) for name in names))
    await _fill_vault(stand)
    await _deploy(stand)


async def _fill_vault(stand: Stand) -> None:
    """Hundreds of policies, a page of secrets, and a secret of many versions."""
    everybody = [
        policy(stand, f"11111111-2222-3333-4444-{number:012}", EVERY) for number in range(300)
    ]
    await open_vault(stand)
    mine = policy(stand, stand.server.facts.operator_id)
    await stand.arm(
        "PATCH",
        f"{stand.subscription}/resourceGroups/local/providers/Microsoft.KeyVault/vaults/contoso",
        {"properties": {"accessPolicies": [mine, *everybody]}},
        version="2023-07-01",
    )
    browser = await stand.browser()
    for number in range(30):
        await secret(browser, f"s{number}{'-long' * 20}", content_type="x" * 250)
    for _ in range(60):
        await secret_version(browser)


async def _deploy(stand: Stand) -> None:
    """A hundred resources, parameters and outputs with long names and texts."""
    resources = [identity(f"i{number:03}{'-long' * 20}") for number in range(100)]
    declared = {
        f"p{number:02}{'Long' * 20}": {"type": "string", "defaultValue": "x" * 2000}
        for number in range(64)
    }
    outputs = {
        f"o{number:02}{'Long' * 20}": {"type": "string", "value": "x" * 2000}
        for number in range(64)
    }
    browser = await stand.browser()
    text = template(*resources, parameters=declared, outputs=outputs)
    page = await upload(browser, text)
    assert len(page.text.encode()) < LIMIT
    page = await fill_form(browser, "what-if")
    assert "100 create" in page.words
    assert len(page.text.encode()) < LIMIT
    page = await fill_form(browser, "deploy")
    await ended(browser, page.path)


async def test_pages(stand: Stand) -> None:
    await fill(stand)
    browser = await stand.browser()
    for address in PAGES:
        page = await browser.get(address)
        assert page.status == 200, address
        assert len(page.text.encode()) < LIMIT, address


@pytest.mark.parametrize(
    "name", ["portal.css", "portal.js", "logs.js", "activity.js", "deployment.js"]
)
def test_files(name: str) -> None:
    files = Static()
    found = files.find(files.digest, name)
    assert found is not None
    assert len(found.body) < LIMIT
