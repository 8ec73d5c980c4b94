"""Whether a vault can be called so."""

import pytest

from tests.conformance.providers import VAULT_BODY
from tests.providers.stand import SUB, VAULT, Stand

CHECK = f"{SUB}/providers/Microsoft.KeyVault/checkNameAvailability"
KIND = "Microsoft.KeyVault/vaults"


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_name_in_use_live_or_deleted(stand: Stand, deleted: object) -> None:
    await stand.put(VAULT, VAULT_BODY)
    if deleted:
        await stand.delete(VAULT)

    found = (await stand.send("POST", CHECK, {"name": "Contoso", "type": KIND})).body

    assert (found["nameAvailable"], found["reason"]) == (False, "AlreadyExists")


async def test_free_and_impossible_names(stand: Stand) -> None:
    free = await stand.send("POST", CHECK, {"name": "fabrikam", "type": KIND})
    bad = await stand.send("POST", CHECK, {"name": "1", "type": KIND})

    assert free.body == {"nameAvailable": True}
    assert (bad.body["nameAvailable"], bad.body["reason"]) == (False, "AccountNameInvalid")
    assert (await stand.send("POST", CHECK, {})).status == 400
