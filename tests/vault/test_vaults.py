"""Vaults: made, deleted softly, recovered, purged."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.errors import BadRequest, Conflict, MethodNotAllowed, NotFound
from nameplate.vault.records import SECONDS_A_DAY, VaultAccount
from nameplate.vault.vaults import is_valid_name
from tests.vault.stand import Stand, vault_id


@pytest.fixture
def stand() -> Stand:
    return Stand()


async def delete(stand: Stand, account: VaultAccount) -> VaultAccount:
    work = stand.units.begin()
    gone = stand.vaults.delete(work, account)
    await work.commit()
    return gone


async def test_a_vault_is_found_in_any_case(stand: Stand) -> None:
    made = await stand.create_vault("Contoso")

    assert await stand.vaults.find("CONTOSO") == made
    assert await stand.vaults.list_live() == [made]
    assert stand.vaults.held("contoso") == made
    assert stand.vaults.held("never-asked") is None


async def test_a_name_is_taken_once(stand: Stand) -> None:
    await stand.create_vault()

    assert not await stand.vaults.name_is_free("Contoso")
    assert await stand.vaults.name_is_free("fabrikam")
    with pytest.raises(Conflict) as refusal:
        await stand.create_vault("CONTOSO")
    assert refusal.value.code == "VaultAlreadyExists"


async def test_a_deleted_vault_keeps_its_name_until_its_retention_ends(stand: Stand) -> None:
    gone = await delete(stand, await stand.create_vault(retention_days=7))

    assert await stand.vaults.find("contoso") is None
    assert await stand.vaults.deleted("Contoso") == gone
    assert await stand.vaults.list_deleted() == [gone]
    with pytest.raises(Conflict):
        await stand.create_vault()

    stand.clock.advance(7 * SECONDS_A_DAY)

    assert await stand.vaults.deleted("contoso") is None
    assert await stand.vaults.list_deleted() == []
    assert await stand.vaults.name_is_free("contoso")
    again = await stand.create_vault()
    assert again.key != gone.key


async def test_a_new_vault_shows_nothing_of_an_old_one(stand: Stand) -> None:
    account = await stand.create_vault(retention_days=7)
    await stand.json("PUT", "/secrets/db", {"value": "old"})
    await delete(stand, account)
    stand.clock.advance(7 * SECONDS_A_DAY)
    await stand.create_vault()

    assert (await stand.json("GET", "/secrets"))["value"] == []
    assert (await stand.call("GET", "/secrets/db/")).status == 404


async def test_a_recovered_vault_has_its_secrets_and_policies(stand: Stand) -> None:
    account = await stand.create_vault()
    await stand.json("PUT", "/secrets/db", {"value": "kept"})
    gone = await delete(stand, account)

    work = stand.units.begin()
    assert stand.vaults.recover(work, gone) == account
    await work.commit()

    assert (await stand.json("GET", "/secrets/db/"))["value"] == "kept"


async def test_a_purged_vault_leaves_nothing(stand: Stand) -> None:
    account = await stand.create_vault()
    await stand.json("PUT", "/secrets/db", {"value": "gone"})
    gone = await delete(stand, account)

    work = stand.units.begin()
    stand.vaults.purge(work, gone)
    await work.commit()

    assert await stand.vaults.deleted("contoso") is None
    assert stand.secret_records.kept == {}
    assert await stand.policies.of(account.resource_id) == ()


async def test_purge_protection_keeps_a_vault(stand: Stand) -> None:
    gone = await delete(stand, await stand.create_vault(purge_protection=True))

    with pytest.raises(MethodNotAllowed, match="DeletedVaultPurge"):
        stand.vaults.purge(stand.units.begin(), gone)


async def test_only_a_live_vault_is_saved_and_deleted(stand: Stand) -> None:
    account = await stand.create_vault()
    gone = await delete(stand, account)

    with pytest.raises(NotFound):
        await delete(stand, account)
    for act in (stand.vaults.save, stand.vaults.delete):
        work = stand.units.begin()
        act(work, account)
        with pytest.raises(NotFound):
            await work.commit()
    work = stand.units.begin()
    stand.vaults.recover(work, gone)
    stand.vaults.recover(work, gone)
    with pytest.raises(NotFound):
        await work.commit()


async def test_what_cannot_be_changed_is_refused(stand: Stand) -> None:
    account = await stand.create_vault(purge_protection=True)
    work = stand.units.begin()

    with pytest.raises(BadRequest, match="can't be modified"):
        stand.vaults.save(work, replace(account, retention_days=7), previous=account)
    with pytest.raises(BadRequest, match="irreversible"):
        stand.vaults.save(work, replace(account, purge_protection=False), previous=account)
    stand.vaults.save(work, replace(account, rbac=True), previous=account)
    await work.commit()
    found = await stand.vaults.find("contoso")
    assert found
    assert found.rbac


@pytest.mark.parametrize("days", [0, 6, 91])
async def test_retention_is_7_to_90_days(stand: Stand, days: int) -> None:
    with pytest.raises(BadRequest, match=f"{days} is not"):
        await stand.create_vault(retention_days=days)


@pytest.mark.parametrize("name", ["abc", "a-b", "Contoso-2", "a" * 24, "ab1"])
def test_names_that_a_vault_may_have(name: str) -> None:
    assert is_valid_name(name)


@pytest.mark.parametrize(
    "name", ["ab", "a" * 25, "1ab", "-ab", "ab-", "a--b", "a_b", "äbc", "abc\n"]
)
async def test_other_names_are_refused(stand: Stand, name: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await stand.create_vault(name)
    assert refusal.value.code == "VaultNameNotValid"


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_a_valid_name_is_a_dns_label(name: str) -> None:
    if is_valid_name(name):
        assert 3 <= len(name) <= 24
        assert name.isascii()
        assert name.replace("-", "").isalnum()
        assert name[0].isalpha()
        assert "--" not in name
        assert name[-1] != "-"


async def test_an_unknown_and_a_deleted_vault_say_what_to_do(stand: Stand) -> None:
    unknown = await stand.call("GET", "/secrets", vault="unknown", token=None)
    await delete(stand, await stand.create_vault())
    deleted = await stand.call("GET", "/secrets", token=None)

    assert unknown.status == deleted.status == 404
    assert b"nameplate keyvault create --name unknown" in unknown.body
    assert b"nameplate keyvault recover --name contoso" in deleted.body


async def test_policies_of_an_expired_vault_do_not_come_back(stand: Stand) -> None:
    await delete(stand, await stand.create_vault(retention_days=7))
    stand.clock.advance(7 * SECONDS_A_DAY)

    work = stand.units.begin()
    stand.vaults.create(
        work, "contoso", resource_id=vault_id("contoso"), location="West Europe", tenant_id="t"
    )
    await work.commit()

    assert await stand.policies.of(vault_id("contoso")) == ()
    again = await stand.vaults.find("contoso")
    assert again
    assert again.location == "westeurope"


async def test_policies_are_found_under_the_vaults_id(stand: Stand) -> None:
    await stand.create_vault()

    assert len(await stand.policies.of(vault_id("contoso").upper())) == 1
