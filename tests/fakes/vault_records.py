"""Vaults and secrets in dictionaries, with the preconditions that a store checks when it writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nameplate.core.work import UnitOfWork
from nameplate.vault.errors import (
    deleted_but_recoverable,
    restore_conflict,
    secret_not_found,
    vault_name_in_use,
    vault_not_found,
)
from nameplate.vault.protocols import StaleRevision
from nameplate.vault.records import DeletedSecret, SecretProperties, SecretRecord, VaultAccount


@dataclass
class _Secret:
    versions: list[SecretRecord] = field(default_factory=list)
    deleted: int | None = None
    scheduled_purge: int = 0

    def is_gone(self, now: float) -> bool:
        return self.deleted is not None and self.scheduled_purge <= now

    @property
    def newest(self) -> SecretProperties:
        return self.versions[-1].properties


class FakeVaultRecords:
    """Accounts by lower-case name; removing one removes its secrets."""

    def __init__(self, secrets: "FakeSecretRecords") -> None:
        self.accounts: dict[str, VaultAccount] = {}
        self._secrets = secrets
        secrets.accounts = self.accounts

    async def find(self, name: str) -> VaultAccount | None:
        return self.accounts.get(name.lower())

    async def all(self, *, deleted: bool) -> list[VaultAccount]:
        return [
            account
            for _, account in sorted(self.accounts.items())
            if (account.deleted is not None) == deleted
        ]

    def create(self, work: UnitOfWork, account: VaultAccount, *, now: float) -> None:
        def write(_transaction: Any) -> None:
            held = self.accounts.get(account.name.lower())
            if held is not None:
                if not held.is_gone(now):
                    raise vault_name_in_use(account.name)
                self._secrets.forget(held.key)
            self.accounts[account.name.lower()] = account

        work.add(write)

    def save(self, work: UnitOfWork, account: VaultAccount, *, expect_deleted: bool) -> None:
        def write(_transaction: Any) -> None:
            held = self.accounts.get(account.name.lower())
            if held is None or held.key != account.key:
                raise vault_not_found(account.name)
            if (held.deleted is not None) != expect_deleted:
                raise vault_not_found(account.name)
            self.accounts[account.name.lower()] = account

        work.add(write)

    def remove(self, work: UnitOfWork, key: str) -> None:
        def write(_transaction: Any) -> None:
            for name, account in self.accounts.items():
                if account.key == key and account.deleted is not None:
                    del self.accounts[name]
                    self._secrets.forget(key)
                    return
            raise vault_not_found(key)

        work.add(write)


class FakeSecretRecords:
    """Secrets by vault key and lower-case name; ``reads`` counts how often it was asked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], _Secret] = {}
        self.accounts: dict[str, VaultAccount] = {}
        self.reads = 0

    def forget(self, vault: str) -> None:
        """Drop every secret of a vault."""
        for key in [key for key in self.kept if key[0] == vault]:
            del self.kept[key]

    async def find(self, vault: str, name: str, version: str | None) -> SecretRecord | None:
        self.reads += 1
        secret = self._live(vault, name)
        for record in reversed(secret.versions if secret else []):
            if version in (None, record.properties.version):
                return record
        return None

    async def find_deleted(self, vault: str, name: str, *, now: float) -> DeletedSecret | None:
        self.reads += 1
        secret = self._deleted(vault, name, now)
        return _as_deleted(secret) if secret else None

    async def versions(self, vault: str, name: str, *, limit: int) -> list[SecretRecord]:
        self.reads += 1
        secret = self._live(vault, name)
        return secret.versions[:limit] if secret else []

    async def page(self, vault: str, *, after: str, limit: int) -> list[SecretProperties]:
        self.reads += 1
        found = [
            (name, secret.newest)
            for (key, name), secret in self.kept.items()
            if key == vault and name > after and secret.deleted is None
        ]
        return [properties for _, properties in sorted(found, key=lambda one: one[0])][:limit]

    async def versions_page(
        self, vault: str, name: str, *, after: str, limit: int
    ) -> list[SecretProperties]:
        self.reads += 1
        secret = self._live(vault, name)
        found = [record.properties for record in (secret.versions if secret else [])]
        found.sort(key=lambda one: one.version)
        return [one for one in found if one.version > after][:limit]

    async def deleted_page(
        self, vault: str, *, after: str, limit: int, now: float
    ) -> list[DeletedSecret]:
        self.reads += 1
        found = [
            (name, _as_deleted(secret))
            for (key, name), secret in self.kept.items()
            if key == vault and name > after and secret.deleted and not secret.is_gone(now)
        ]
        return [deleted for _, deleted in sorted(found, key=lambda one: one[0])][:limit]

    def add_version(self, work: UnitOfWork, record: SecretRecord, *, now: float) -> None:
        properties = record.properties

        def write(_transaction: Any) -> None:
            self._check_vault(properties.vault)
            key = (properties.vault, properties.name.lower())
            secret = self.kept.get(key)
            if secret is None or secret.is_gone(now):
                secret = self.kept[key] = _Secret()
            if secret.deleted is not None:
                raise deleted_but_recoverable(properties.name)
            secret.versions.append(record)

        work.add(write, coherent=False)

    def save_properties(self, work: UnitOfWork, properties: SecretProperties) -> None:
        def write(_transaction: Any) -> None:
            secret = self._live(properties.vault, properties.name)
            for at, record in enumerate(secret.versions if secret else []):
                if record.properties.version == properties.version and secret is not None:
                    if record.properties.revision != properties.revision - 1:
                        raise StaleRevision
                    secret.versions[at] = SecretRecord(properties, record.sealed)
                    return
            raise secret_not_found(properties.name, properties.version)

        work.add(write, coherent=False)

    def delete(
        self, work: UnitOfWork, vault: str, name: str, *, deleted: int, scheduled_purge: int
    ) -> None:
        def write(_transaction: Any) -> None:
            secret = self._live(vault, name)
            if secret is None:
                raise secret_not_found(name)
            secret.deleted, secret.scheduled_purge = deleted, scheduled_purge

        work.add(write, coherent=False)

    def recover(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        def write(_transaction: Any) -> None:
            secret = self._deleted(vault, name, now)
            if secret is None:
                raise secret_not_found(name)
            secret.deleted = None

        work.add(write, coherent=False)

    def purge(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        def write(_transaction: Any) -> None:
            if self._deleted(vault, name, now) is None:
                raise secret_not_found(name)
            del self.kept[vault, name.lower()]

        work.add(write, coherent=False)

    def restore(self, work: UnitOfWork, records: Sequence[SecretRecord], *, now: float) -> None:
        newest = records[-1].properties

        def write(_transaction: Any) -> None:
            self._check_vault(newest.vault)
            key = (newest.vault, newest.name.lower())
            held = self.kept.get(key)
            if held is not None and not held.is_gone(now):
                raise restore_conflict(newest.name)
            self.kept[key] = _Secret(list(records))

        work.add(write, coherent=False)

    def sweep(self, work: UnitOfWork, *, now: float) -> None:
        def write(_transaction: Any) -> None:
            for name, account in list(self.accounts.items()):
                if account.is_gone(now):
                    del self.accounts[name]
                    self.forget(account.key)
            for key, secret in list(self.kept.items()):
                if secret.is_gone(now):
                    del self.kept[key]

        work.add(write)

    def _check_vault(self, vault: str) -> None:
        if not any(one.key == vault and one.deleted is None for one in self.accounts.values()):
            raise vault_not_found(vault)

    def _live(self, vault: str, name: str) -> _Secret | None:
        secret = self.kept.get((vault, name.lower()))
        return secret if secret is not None and secret.deleted is None else None

    def _deleted(self, vault: str, name: str, now: float) -> _Secret | None:
        secret = self.kept.get((vault, name.lower()))
        if secret is None or secret.deleted is None or secret.is_gone(now):
            return None
        return secret


def _as_deleted(secret: _Secret) -> DeletedSecret:
    return DeletedSecret(secret.newest, secret.deleted or 0, secret.scheduled_purge)
