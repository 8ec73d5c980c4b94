"""There are no locks, and asking is no error."""

import pytest

from tests.providers.stand import GROUP, SUB, Stand


@pytest.mark.parametrize("scope", [SUB, GROUP])
async def test_the_list_is_empty(stand: Stand, scope: str) -> None:
    path = f"{scope}/providers/Microsoft.Authorization/locks"

    assert (await stand.get(path)).body == {"value": []}
    assert (await stand.get(f"{path}/one")).status == 404


async def test_a_lock_cannot_be_made(stand: Stand) -> None:
    """It would promise what nobody keeps."""
    path = f"{GROUP}/providers/Microsoft.Authorization/locks/one"
    found = await stand.put(path, {"properties": {"level": "CanNotDelete"}})

    assert found.status == 405


async def test_of_a_group_that_is_not_there(stand: Stand) -> None:
    path = f"{SUB}/resourceGroups/none/providers/Microsoft.Authorization/locks"

    assert (await stand.get(path)).error == "ResourceGroupNotFound"
