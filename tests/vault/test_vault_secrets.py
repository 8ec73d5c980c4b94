"""Secrets and their versions: what each operation does."""

import pytest

from nameplate.core.errors import BadRequest, Conflict, Forbidden, NotFound
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.envelope import CannotDecryptError
from nameplate.vault.parameters import NewSecret, SecretChange
from nameplate.vault.protocols import StaleRevision
from nameplate.vault.records import SECONDS_A_DAY, SecretProperties, SecretRecord, VaultAccount
from nameplate.vault.settling import Settling
from nameplate.vault.vault_secrets import Secrets
from tests.vault.stand import Stand, properties_of

NOTHING = SecretChange(None, None, None, None, None)


class Keeper:
    """A stand with one vault, and each operation committed at once."""

    def __init__(self, stand: Stand, account: VaultAccount) -> None:
        self.stand = stand
        self.account = account
        self.secrets = stand.secrets

    async def set(self, name: str, value: str = "s") -> SecretProperties:
        new = NewSecret(SecretValue(value), None, None, enabled=True, not_before=None, expires=None)
        work = self.begin()
        made = await self.secrets.set(work, self.account, name, new)
        await work.commit()
        return made

    async def delete(self, name: str) -> None:
        work = self.begin()
        await self.secrets.delete(work, self.account, name)
        await work.commit()

    def begin(self) -> UnitOfWork:
        return self.stand.units.begin()

    async def value(self, name: str, version: str | None = None) -> str:
        return (await self.secrets.get(self.account, name, version)).value.reveal()


@pytest.fixture
async def keeper() -> Keeper:
    stand = Stand()
    return Keeper(stand, await stand.create_vault(retention_days=7))


async def test_the_newest_version_is_the_secret(keeper: Keeper) -> None:
    first = await keeper.set("db", "one")
    await keeper.set("DB", "two")

    assert await keeper.value("Db") == "two"
    assert await keeper.value("db", first.version) == "one"


async def test_a_secret_keeps_the_spelling_of_its_first_version(keeper: Keeper) -> None:
    await keeper.set("DbPassword")

    assert (await keeper.set("dbpassword")).name == "DbPassword"


async def test_nothing_that_is_kept_shows_a_value(keeper: Keeper) -> None:
    await keeper.set("db", "hunter2")

    kept = keeper.stand.secret_records.kept
    assert "hunter2" not in repr([one.versions for one in kept.values()])


async def test_a_sealed_value_opens_only_in_its_own_place(keeper: Keeper) -> None:
    made = await keeper.set("db", "hunter2")
    (secret,) = keeper.stand.secret_records.kept.values()
    moved = SecretRecord(properties_of("other", version=made.version), secret.versions[0].sealed)

    with pytest.raises(CannotDecryptError):
        keeper.secrets._open(moved)


async def test_expired_and_future_versions_are_read(keeper: Keeper) -> None:
    """Key Vault: "get" works for not-yet-valid and expired secrets."""
    now = int(keeper.stand.clock.now())
    for not_before, expires in ((None, now - 10), (now + 10, None)):
        new = NewSecret(SecretValue("s"), None, None, True, not_before, expires)
        work = keeper.begin()
        await keeper.secrets.set(work, keeper.account, "db", new)
        await work.commit()
        assert await keeper.value("db") == "s"


async def test_a_disabled_version_is_not_read_but_deleted(keeper: Keeper) -> None:
    await keeper.set("db")
    work = keeper.begin()
    change = SecretChange(None, None, enabled=False, not_before=None, expires=None)
    await keeper.secrets.update(work, keeper.account, "db", version=None, change=change)
    await work.commit()

    with pytest.raises(Forbidden):
        await keeper.value("db")
    await keeper.delete("db")
    with pytest.raises(Forbidden):
        await keeper.secrets.deleted(keeper.account, "db")


async def test_times_are_rounded_to_seconds(keeper: Keeper) -> None:
    now = int(keeper.stand.clock.now())
    keeper.stand.clock.advance(0.6)

    assert (await keeper.set("db")).created == now + 1


async def test_an_update_changes_only_what_it_names(keeper: Keeper) -> None:
    made = await keeper.set("db")
    keeper.stand.clock.advance(5)
    work = keeper.begin()
    change = SecretChange("text/plain", {"a": "b"}, None, 1, 2)
    changed = await keeper.secrets.update(
        work, keeper.account, "db", version=made.version, change=change
    )
    await work.commit()

    assert (changed.content_type, changed.tags) == ("text/plain", {"a": "b"})
    assert (changed.not_before, changed.expires, changed.enabled) == (1, 2, True)
    assert (changed.created, changed.updated) == (made.created, made.created + 5)
    work = keeper.begin()
    again = await keeper.secrets.update(work, keeper.account, "db", version=None, change=NOTHING)
    assert again.tags == {"a": "b"}
    assert await keeper.value("db") == "s"


async def test_an_update_is_refused_when_another_was_quicker(keeper: Keeper) -> None:
    await keeper.set("db")
    first, second = keeper.begin(), keeper.begin()
    for work in (first, second):
        await keeper.secrets.update(work, keeper.account, "db", version=None, change=NOTHING)
    await first.commit()

    with pytest.raises(StaleRevision):
        await second.commit()


async def test_an_update_may_not_close_the_window(keeper: Keeper) -> None:
    await keeper.set("db")
    change = SecretChange(None, None, None, not_before=2, expires=1)

    with pytest.raises(BadRequest, match="nbf"):
        await keeper.secrets.update(
            keeper.begin(), keeper.account, "db", version=None, change=change
        )


async def test_deleting_and_recovering_keep_every_version(keeper: Keeper) -> None:
    first = await keeper.set("db", "one")
    await keeper.set("db", "two")
    await keeper.delete("db")

    with pytest.raises(NotFound):
        await keeper.value("db")
    work = keeper.begin()
    await keeper.secrets.recover(work, keeper.account, "DB")
    await work.commit()

    assert await keeper.value("db") == "two"
    assert await keeper.value("db", first.version) == "one"


async def test_a_deleted_name_is_taken_until_it_is_purged(keeper: Keeper) -> None:
    await keeper.set("db")
    await keeper.delete("db")

    with pytest.raises(Conflict) as refusal:
        await keeper.set("DB")
    assert refusal.value.inner_code == "ObjectIsDeletedButRecoverable"
    work = keeper.begin()
    await keeper.secrets.purge(work, keeper.account, "db")
    await work.commit()
    await keeper.set("db", "new")
    assert await keeper.value("db") == "new"


async def test_retention_ends_a_deleted_secret_without_a_sweep(keeper: Keeper) -> None:
    await keeper.set("db", "old")
    await keeper.delete("db")
    keeper.stand.clock.advance(7 * SECONDS_A_DAY)

    with pytest.raises(NotFound):
        await keeper.secrets.deleted(keeper.account, "db")
    with pytest.raises(NotFound):
        await keeper.secrets.recover(keeper.begin(), keeper.account, "db")
    assert await keeper.secrets.deleted_page(keeper.account, after="", limit=9) == []
    made = await keeper.set("db", "new")
    versions = await keeper.secrets.versions_page(keeper.account, "db", after="", limit=9)
    assert [one.version for one in versions] == [made.version]


async def test_a_sweep_frees_what_nobody_sees(keeper: Keeper) -> None:
    await keeper.set("gone")
    await keeper.delete("gone")
    await keeper.set("live")
    keeper.stand.clock.advance(7 * SECONDS_A_DAY)

    work = keeper.begin()
    keeper.secrets.sweep(work)
    await work.commit()

    assert [name for _, name in keeper.stand.secret_records.kept] == ["live"]


async def test_only_one_of_two_that_delete_at_once_succeeds(keeper: Keeper) -> None:
    await keeper.set("db")
    first, second = keeper.begin(), keeper.begin()
    for work in (first, second):
        await keeper.secrets.delete(work, keeper.account, "db")
    await first.commit()

    with pytest.raises(NotFound):
        await second.commit()


async def test_recover_and_purge_need_a_deleted_secret(keeper: Keeper) -> None:
    await keeper.set("db")
    for act in (keeper.secrets.recover, keeper.secrets.purge):
        with pytest.raises(BadRequest, match="Secret exists already: db"):
            await act(keeper.begin(), keeper.account, "db")
        with pytest.raises(NotFound):
            await act(keeper.begin(), keeper.account, "missing")


async def test_a_purge_protected_vault_keeps_deleted_secrets() -> None:
    stand = Stand()
    keeper = Keeper(stand, await stand.create_vault(purge_protection=True))
    await keeper.set("db")
    await keeper.delete("db")

    with pytest.raises(Forbidden, match="purge protection is enabled"):
        await keeper.secrets.purge(keeper.begin(), keeper.account, "db")


async def test_a_backup_restores_every_version_under_the_old_ids(keeper: Keeper) -> None:
    first = await keeper.set("db", "one")
    second = await keeper.set("db", "two")
    blob = await keeper.secrets.backup(keeper.account, "db")
    other = await keeper.stand.create_vault("fabrikam")

    work = keeper.begin()
    restored = await keeper.secrets.restore(work, other, blob)
    await work.commit()

    assert restored.version == second.version
    old = await keeper.secrets.get(other, "db", first.version)
    assert old.value.reveal() == "one"
    assert (await keeper.secrets.get(other, "db", None)).value.reveal() == "two"


async def test_a_restore_needs_a_free_name(keeper: Keeper) -> None:
    await keeper.set("db")
    blob = await keeper.secrets.backup(keeper.account, "db")

    for _ in ("live", "deleted"):
        with pytest.raises(Conflict) as refusal:
            await keeper.secrets.restore(keeper.begin(), keeper.account, blob)
        assert refusal.value.inner_code is None
        if await keeper.secrets.page(keeper.account, after="", limit=1):
            await keeper.delete("db")


async def test_more_versions_than_a_backup_holds_are_refused(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nameplate.vault.backup.VERSIONS_LIMIT", 1)
    await keeper.set("db")
    await keeper.set("db")

    with pytest.raises(BadRequest, match="too many"):
        await keeper.secrets.backup(keeper.account, "db")


async def test_a_secret_behind_a_certificate_is_neither_set_nor_deleted(keeper: Keeper) -> None:
    await keeper.set("cert")
    (secret,) = keeper.stand.secret_records.kept.values()
    managed = SecretProperties(
        **{
            **{f: getattr(secret.newest, f) for f in SecretProperties.__dataclass_fields__},
            "managed": True,
        }
    )
    secret.versions[-1] = SecretRecord(managed, secret.versions[-1].sealed)

    with pytest.raises(Forbidden) as refusal:
        await keeper.delete("cert")
    assert refusal.value.inner_code == "SecretManagedByKeyVault"
    with pytest.raises(Forbidden):
        await keeper.set("cert")


async def test_vaults_do_not_see_one_another(keeper: Keeper) -> None:
    await keeper.set("db")
    other = await keeper.stand.create_vault("fabrikam")

    with pytest.raises(NotFound):
        await keeper.secrets.get(other, "db", None)


async def test_changes_that_take_their_time_answer_as_the_real_service_does(
    keeper: Keeper,
) -> None:
    """With ``deletion_seconds`` a client polls: 404 and 409 meanwhile, then what it waits for."""
    settling = Settling(keeper.stand.clock, 5)
    keeper.secrets = Secrets(
        keeper.stand.secret_records,
        keeper.stand.envelope,
        keeper.stand.clock,
        settling=settling,
    )
    await keeper.set("db", "one")
    await keeper.delete("db")
    with pytest.raises(NotFound, match="Deleted Secret not found"):
        await keeper.secrets.deleted(keeper.account, "db")
    for change in (keeper.secrets.purge, keeper.secrets.recover):
        with pytest.raises(Conflict, match="currently being deleted"):
            await change(keeper.begin(), keeper.account, "db")
    keeper.stand.clock.advance(5)
    assert (await keeper.secrets.deleted(keeper.account, "db")).properties.name == "db"
    work = keeper.begin()
    await keeper.secrets.recover(work, keeper.account, "db")
    await work.commit()
    with pytest.raises(NotFound):
        await keeper.value("db")
    keeper.stand.clock.advance(5)
    assert await keeper.value("db") == "one"
