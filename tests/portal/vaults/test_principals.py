"""Who is found by name, and as what."""

import pytest

from nameplate.portal.vaults.principals import is_object_id
from tests.portal.portals import Browser, Stand
from tests.portal.vaults.standing import VAULT, vault


@pytest.mark.parametrize("text", ["", "web1", "1" * 36, "{11111111-2222-3333-4444-555555555555}"])
def test_what_is_no_object_id(text: str) -> None:
    assert not is_object_id(text)


def test_an_object_id_in_any_case() -> None:
    assert is_object_id("11111111-2222-3333-4444-55555555ABCD")


async def test_users_and_identities_are_told_apart(stand: Stand, browser: Browser) -> None:
    await vault(stand)
    await stand.site("sam-app", identity={"type": "SystemAssigned"})
    await stand.user("sam")
    group = f"{stand.subscription}/resourceGroups/local/providers"
    path = f"{group}/Microsoft.ManagedIdentity/userAssignedIdentities/sam-shared"
    await stand.arm("PUT", path, {"location": "westeurope"}, version="2023-01-31")
    page = await browser.get(f"{VAULT}/policies/add?search=SAM")
    assert "sam-app App" in page.words
    assert "sam-shared Shared identity" in page.words
    assert "sam User" in page.words
    page = await browser.get(f"{VAULT}/policies/add?search=nobody's")
    assert "Nobody's name begins like that" in page.words
