"""Where vaults and secrets are kept, as the store implements it.

Names (of vaults, of secrets) are compared without regard to case. ``now`` is given so that what
has expired counts as gone whether or not it was swept. Every precondition is checked again inside
the transaction, because another process may have been there in between.
"""

from collections.abc import Sequence
from typing import Protocol

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.vault.records import (
    DeletedSecret,
    KeyRecord,
    SecretProperties,
    SecretRecord,
    VaultAccount,
)


class VaultRecords(Protocol):
    """The vault accounts. A name has at most one account, live or deleted."""

    async def find(self, name: str) -> VaultAccount | None:
        """The account of a name, live or deleted, expired or not."""
        ...

    async def all(self, *, deleted: bool) -> list[VaultAccount]:
        """Every live account, or every deleted one, by name."""
        ...

    def create(self, work: UnitOfWork, account: VaultAccount, *, now: float) -> None:
        """Add an account.

        Inside the transaction: an account of that name that ``is_gone(now)`` is removed first with
        its secrets; any other one raises ``vault.errors.vault_name_in_use``.
        """
        ...

    def save(self, work: UnitOfWork, account: VaultAccount, *, expect_deleted: bool) -> None:
        """Replace the account with the same ``key``.

        Raises ``vault.errors.vault_not_found`` when it is no more, or is not (no longer) in the
        state that ``expect_deleted`` says.
        """
        ...

    def remove(self, work: UnitOfWork, key: str) -> None:
        """Remove a deleted account with all its secrets.

        Raises ``vault.errors.vault_not_found`` when there is no deleted account with this key.
        """
        ...


class SecretRecords(Protocol):
    """The secrets of every vault; ``vault`` is an account's ``key``."""

    async def find(self, vault: str, name: str, version: str | None) -> SecretRecord | None:
        """A version (``None``: the newest) of a live secret, in one read."""
        ...

    async def find_deleted(self, vault: str, name: str, *, now: float) -> DeletedSecret | None:
        """A deleted secret whose ``scheduled_purge`` is after ``now``."""
        ...

    async def versions(self, vault: str, name: str, *, limit: int) -> list[SecretRecord]:
        """Versions of a live secret with what they hide, oldest first (the order of creation)."""
        ...

    async def page(self, vault: str, *, after: str, limit: int) -> list[SecretProperties]:
        """The newest versions of live secrets, ordered by lower-case name, names > ``after``."""
        ...

    async def versions_page(
        self, vault: str, name: str, *, after: str, limit: int
    ) -> list[SecretProperties]:
        """Versions of a live secret, ordered by version string, versions > ``after``."""
        ...

    async def deleted_page(
        self, vault: str, *, after: str, limit: int, now: float
    ) -> list[DeletedSecret]:
        """Deleted secrets not yet gone, ordered by lower-case name, names > ``after``."""
        ...

    def add_version(self, work: UnitOfWork, record: SecretRecord, *, now: float) -> None:
        """Add a version, which becomes the newest; the secret begins with its first.

        Inside the transaction: a deleted secret of that name whose purge is due is removed first;
        one that is not raises ``vault.errors.deleted_but_recoverable``. The vault's account must
        be live, else ``vault.errors.vault_not_found``.
        """
        ...

    def save_properties(self, work: UnitOfWork, properties: SecretProperties) -> None:
        """Replace the properties of a version of a live secret; ``revision`` is the new one.

        Raises ``vault.errors.secret_not_found`` when it is not there, and ``StaleRevision`` unless
        the kept revision is ``properties.revision - 1``.
        """
        ...

    def delete(
        self, work: UnitOfWork, vault: str, name: str, *, deleted: int, scheduled_purge: int
    ) -> None:
        """Put a live secret into deleted state; raises ``vault.errors.secret_not_found``."""
        ...

    def recover(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        """Make a deleted secret live again; raises ``vault.errors.secret_not_found``."""
        ...

    def purge(self, work: UnitOfWork, vault: str, name: str, *, now: float) -> None:
        """Remove a deleted secret for good; raises ``vault.errors.secret_not_found``."""
        ...

    def restore(self, work: UnitOfWork, records: Sequence[SecretRecord], *, now: float) -> None:
        """Bring a secret back, all versions at once, oldest first (the last is the newest).

        Raises ``vault.errors.restore_conflict`` when the name is taken, live or deleted.
        """
        ...

    def sweep(self, work: UnitOfWork, *, now: float) -> None:
        """Remove every secret and vault account whose scheduled purge is due."""
        ...


class KeyRecords(Protocol):
    """The keys of every vault, which go with it; ``vault`` is an account's ``key``."""

    async def find_key(self, vault: str, name: str) -> KeyRecord | None:
        """The newest version of a key."""
        ...

    async def list_keys(self, vault: str) -> list[KeyRecord]:
        """The newest versions of a vault's keys, by lower-case name."""
        ...

    async def list_key_versions(self, vault: str, name: str) -> list[KeyRecord]:
        """The versions of a key, oldest first."""
        ...

    def add_key(self, work: UnitOfWork, record: KeyRecord) -> None:
        """Add a key's first version.

        Raises ``vault.errors.key_exists`` at commit when the vault has a key of that name, and
        ``vault.errors.vault_not_found`` unless the vault's account is live.
        """
        ...


class StaleRevision(Conflict):
    """Somebody else changed the version in between: read again and repeat, or say so."""

    def __init__(self) -> None:
        super().__init__("Conflict", "The secret was changed by another request. Try again.")
