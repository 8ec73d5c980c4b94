"""Keys: made, sealed for their place, and told about."""

from nameplate.crypto.envelope import Place
from nameplate.vault.key_parameters import new_key
from nameplate.vault.vault_keys import Keys
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope
from tests.fakes.units import FakeUnits
from tests.fakes.vault_key_records import FakeVaultKeyRecords
from tests.fakes.vault_records import FakeSecretRecords, FakeVaultRecords
from tests.vault.stand import account_of


async def test_a_key_is_sealed_for_its_place() -> None:
    vaults, units, account = FakeVaultRecords(FakeSecretRecords()), FakeUnits(), account_of("a")
    vaults.accounts["a"] = account
    keys = Keys(FakeVaultKeyRecords(vaults), envelope(), FakeClock(1000.6))

    work = units.begin()
    made = await keys.create(work, account, "Sign", new_key({"kty": "EC"}))
    await work.commit()

    assert await keys.find(account, "sign") == made
    assert await keys.all(account) == await keys.versions(account, "SIGN") == [made]
    assert (made.created, made.public["kty"], len(made.version)) == (1001, "EC", 32)
    place = Place("vault_keys", f"{account.key}/sign/{made.version}", "sealed")
    assert envelope().open(made.sealed, place)[0] == 0x30
    assert "sealed" not in repr(made)


async def test_an_rsa_key_has_its_size() -> None:
    vaults, account = FakeVaultRecords(FakeSecretRecords()), account_of("a")
    keys = Keys(FakeVaultKeyRecords(vaults), envelope(), FakeClock())
    made = await keys.create(FakeUnits().begin(), account, "k", new_key({"kty": "RSA"}))
    assert (made.size, made.public["e"]) == (2048, "AQAB")
