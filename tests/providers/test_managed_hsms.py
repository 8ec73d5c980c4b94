"""There are no managed HSMs, and asking is no error."""

import pytest

from tests.providers.stand import GROUP, SUB, Stand


@pytest.mark.parametrize(
    "path",
    [
        f"{SUB}/providers/Microsoft.KeyVault/managedHSMs",
        f"{GROUP}/providers/Microsoft.KeyVault/managedHSMs",
        f"{SUB}/providers/Microsoft.KeyVault/deletedManagedHSMs",
    ],
)
async def test_lists_are_empty(stand: Stand, path: str) -> None:
    assert (await stand.get(path)).body == {"value": []}
    assert (await stand.get(f"{path}/one")).status == 404
    assert (await stand.put(f"{path}/one", {"location": "westeurope"})).status == 405
