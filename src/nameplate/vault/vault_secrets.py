"""Secrets and their versions: what each operation does, without a wire and without a caller.

Who may do it was decided before. Values are sealed for their place (vault, name, version) before
they reach a record, and leave here as ``SecretValue`` only. Deletion and recovery are instant on
purpose: the real service takes seconds, which nobody's test waits for gladly.
"""

import secrets
from dataclasses import replace
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.envelope import Place
from nameplate.vault import backup
from nameplate.vault.backup import OpenVersion, Sealing
from nameplate.vault.errors import (
    backup_too_large,
    being_deleted,
    deleted_but_recoverable,
    deleted_secret_not_found,
    managed_by_key_vault,
    purge_protected,
    restore_conflict,
    secret_disabled,
    secret_exists,
    secret_not_found,
)
from nameplate.vault.parameters import NewSecret, SecretChange, check_window
from nameplate.vault.protocols import SecretRecords
from nameplate.vault.records import (
    SECONDS_A_DAY,
    DeletedSecret,
    SecretProperties,
    SecretRecord,
    VaultAccount,
)
from nameplate.vault.settling import Change, Settling

_TABLE: Final = "secret_versions"
_COLUMN: Final = "sealed"


class Secrets:
    """The secrets of every vault. Changes are added to a unit of work that the caller commits."""

    def __init__(
        self,
        records: SecretRecords,
        sealing: Sealing,
        clock: Clock,
        *,
        settling: Settling | None = None,
    ) -> None:
        self._records = records
        self._sealing = sealing
        self._clock = clock
        self._settling = settling or Settling(clock)

    async def get(self, account: VaultAccount, name: str, version: str | None) -> OpenVersion:
        """A version (``None``: the newest) with its value.

        ``nbf`` and ``exp`` do not keep it back: Key Vault documents that a get works outside of
        them. A disabled version does.
        """
        record = await self._records.find(account.key, name, version)
        if record is None or self._settling.underway(Change.RECOVERY, account.key, name):
            raise secret_not_found(name, version)
        if not record.properties.enabled:
            raise secret_disabled()
        return OpenVersion(record.properties, self._open(record))

    async def newest(self, account: VaultAccount, name: str) -> SecretProperties | None:
        """What there is to know of a secret without its value; disabled ones too."""
        record = await self._records.find(account.key, name, None)
        return record.properties if record else None

    async def newest_open(self, account: VaultAccount, name: str) -> OpenVersion | None:
        """The same with its value: to compare with, whoever asks does not see it."""
        record = await self._records.find(account.key, name, None)
        return OpenVersion(record.properties, self._open(record)) if record else None

    async def set(
        self, work: UnitOfWork, account: VaultAccount, name: str, new: NewSecret
    ) -> SecretProperties:
        """Add a version, the newest from now on; the secret begins with its first."""
        check_window(new.not_before, new.expires)
        now = self._clock.now()
        if await self._records.find_deleted(account.key, name, now=now):
            raise deleted_but_recoverable(name)
        current = await self._records.find(account.key, name, None)
        if current is not None and current.properties.managed:
            raise managed_by_key_vault("set")
        properties = SecretProperties(
            vault=account.key,
            name=current.properties.name if current else name,
            version=secrets.token_hex(16),
            content_type=new.content_type,
            tags=new.tags,
            enabled=new.enabled,
            not_before=new.not_before,
            expires=new.expires,
            created=_second(now),
            updated=_second(now),
        )
        self._records.add_version(work, self._seal(properties, new.value), now=now)
        return properties

    async def update(
        self,
        work: UnitOfWork,
        account: VaultAccount,
        name: str,
        *,
        version: str | None,
        change: SecretChange,
    ) -> SecretProperties:
        """Change a version's attributes; the commit raises StaleRevision when one was quicker."""
        record = await self._records.find(account.key, name, version)
        if record is None:
            raise secret_not_found(name, version)
        held = record.properties
        changed = replace(
            held,
            content_type=held.content_type if change.content_type is None else change.content_type,
            tags=held.tags if change.tags is None else change.tags,
            enabled=held.enabled if change.enabled is None else change.enabled,
            not_before=held.not_before if change.not_before is None else change.not_before,
            expires=held.expires if change.expires is None else change.expires,
            updated=max(_second(self._clock.now()), held.created),
            revision=held.revision + 1,
        )
        check_window(changed.not_before, changed.expires)
        self._records.save_properties(work, changed)
        return changed

    async def delete(self, work: UnitOfWork, account: VaultAccount, name: str) -> DeletedSecret:
        """Put a secret with all its versions into deleted state."""
        record = await self._records.find(account.key, name, None)
        if record is None:
            raise secret_not_found(name)
        if record.properties.managed:
            raise managed_by_key_vault("delete")
        deleted = _second(self._clock.now())
        gone = deleted + account.retention_days * SECONDS_A_DAY
        self._records.delete(work, account.key, name, deleted=deleted, scheduled_purge=gone)
        work.after_commit(lambda: self._settling.begin(Change.DELETION, account.key, name))
        return DeletedSecret(record.properties, deleted, gone)

    async def deleted(self, account: VaultAccount, name: str) -> DeletedSecret:
        """A deleted secret; a disabled one is refused, as a live one is."""
        found = await self._records.find_deleted(account.key, name, now=self._clock.now())
        if found is None or self._settling.underway(Change.DELETION, account.key, name):
            raise deleted_secret_not_found(name)
        if not found.properties.enabled:
            raise secret_disabled()
        return found

    async def recover(self, work: UnitOfWork, account: VaultAccount, name: str) -> SecretProperties:
        """Make a deleted secret live again, with all its versions."""
        now = self._clock.now()
        found = await self._records.find_deleted(account.key, name, now=now)
        if found is None:
            raise await self._not_deleted(account, name)
        self._require_settled(account, name)
        self._records.recover(work, account.key, name, now=now)
        work.after_commit(lambda: self._settling.begin(Change.RECOVERY, account.key, name))
        return found.properties

    async def purge(self, work: UnitOfWork, account: VaultAccount, name: str) -> None:
        """Remove a deleted secret for good."""
        now = self._clock.now()
        if await self._records.find_deleted(account.key, name, now=now) is None:
            raise await self._not_deleted(account, name)
        self._require_settled(account, name)
        if account.purge_protection:
            raise purge_protected(account.name, account.location)
        self._records.purge(work, account.key, name, now=now)

    async def backup(self, account: VaultAccount, name: str) -> str:
        """A blob with every version and its value, which only this installation opens."""
        limit = backup.VERSIONS_LIMIT
        records = await self._records.versions(account.key, name, limit=limit + 1)
        if not records:
            raise secret_not_found(name)
        if len(records) > limit:
            raise backup_too_large(name)
        versions = [OpenVersion(record.properties, self._open(record)) for record in records]
        return backup.make(self._sealing, account, versions)

    async def restore(self, work: UnitOfWork, account: VaultAccount, blob: str) -> SecretProperties:
        """Bring a secret back with all its versions, under its own name; returns the newest."""
        versions = backup.read(self._sealing, account, blob)
        newest = versions[-1].properties
        now = self._clock.now()
        if await self._records.find_deleted(account.key, newest.name, now=now):
            raise restore_conflict(newest.name)
        if await self._records.find(account.key, newest.name, None):
            raise restore_conflict(newest.name)
        sealed = [self._seal(version.properties, version.value) for version in versions]
        self._records.restore(work, sealed, now=now)
        return newest

    async def page(
        self, account: VaultAccount, *, after: str, limit: int
    ) -> list[SecretProperties]:
        """Live secrets by name, from after a key; only their newest versions."""
        return await self._records.page(account.key, after=after, limit=limit)

    async def versions_page(
        self, account: VaultAccount, name: str, *, after: str, limit: int
    ) -> list[SecretProperties]:
        """A secret's versions by version string; none for a secret that is not there."""
        return await self._records.versions_page(account.key, name, after=after, limit=limit)

    async def deleted_page(
        self, account: VaultAccount, *, after: str, limit: int
    ) -> list[DeletedSecret]:
        """Deleted secrets by name, without those whose retention has ended."""
        now = self._clock.now()
        return await self._records.deleted_page(account.key, after=after, limit=limit, now=now)

    def _require_settled(self, account: VaultAccount, name: str) -> None:
        if self._settling.underway(Change.DELETION, account.key, name):
            raise being_deleted()

    def sweep(self, work: UnitOfWork) -> None:
        """Free the space of secrets and vaults whose retention has ended; nobody sees them."""
        self._records.sweep(work, now=self._clock.now())

    async def _not_deleted(self, account: VaultAccount, name: str) -> Exception:
        if await self._records.find(account.key, name, None):
            return secret_exists(name)
        return secret_not_found(name)

    def _seal(self, properties: SecretProperties, value: SecretValue) -> SecretRecord:
        sealed = self._sealing.seal(value.reveal().encode(), _place(properties))
        return SecretRecord(properties, sealed)

    def _open(self, record: SecretRecord) -> SecretValue:
        return SecretValue(self._sealing.open(record.sealed, _place(record.properties)).decode())


def _place(properties: SecretProperties) -> Place:
    row = f"{properties.vault}/{properties.name.lower()}/{properties.version}"
    return Place(_TABLE, row, _COLUMN)


def _second(now: float) -> int:
    # The real service rounds (wire.md 6): often one second later than the Date header.
    return int(now + 0.5)
