"""What is below a vault: found only below the vault that it is in."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import NotFound
from nameplate.providers.vault_objects import VaultObjects, attributes
from nameplate.resource_manager.provider import Target
from nameplate.resource_manager.resource_type import ResourceType
from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import GROUP, VAULT, Stand

KIND = ResourceType(name="Microsoft.KeyVault/vaults/secrets", api_versions=("2023-07-01",))


async def test_a_vault_is_found_by_its_whole_id(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    objects = VaultObjects(stand.vaults, AZURE_PUBLIC)

    for below in ("/secrets/one", "/SECRETS", "/keys/k/versions/v"):
        target = Target(KIND, GROUP, ("contoso", "one"), f"{VAULT}{below}", "2023-07-01")
        assert (await objects.account(target)).name == "contoso"
    elsewhere = VAULT.replace("/local/", "/other/")
    with pytest.raises(NotFound):
        await objects.account(Target(KIND, GROUP, ("contoso",), elsewhere, "2023-07-01"))


def test_times_that_were_not_given_are_absent() -> None:
    found = attributes(enabled=True, not_before=None, expires=0, created=1, updated=2)
    assert found == {"enabled": True, "exp": 0, "created": 1, "updated": 2}
