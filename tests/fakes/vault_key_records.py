"""The keys of vaults in memory."""

from nameplate.core.work import UnitOfWork
from nameplate.vault.errors import key_exists, vault_not_found
from nameplate.vault.records import KeyRecord
from tests.fakes.vault_records import FakeVaultRecords


class FakeVaultKeyRecords:
    """Keys by vault and lower-case name; those of a vault that is gone are not there."""

    def __init__(self, vaults: FakeVaultRecords) -> None:
        self._vaults = vaults
        self.kept: dict[tuple[str, str], list[KeyRecord]] = {}

    async def find_key(self, vault: str, name: str) -> KeyRecord | None:
        versions = await self.list_key_versions(vault, name)
        return versions[-1] if versions else None

    async def list_keys(self, vault: str) -> list[KeyRecord]:
        held = sorted(self.kept.items()) if self._accounts(vault) else []
        return [versions[-1] for (owner, _), versions in held if owner == vault]

    async def list_key_versions(self, vault: str, name: str) -> list[KeyRecord]:
        return self.kept.get((vault, name.lower()), []) if self._accounts(vault) else []

    def add_key(self, work: UnitOfWork, record: KeyRecord) -> None:
        def write(_: object) -> None:
            if self._accounts(record.vault) != [None]:
                raise vault_not_found(record.vault)
            place = (record.vault, record.name.lower())
            if place in self.kept:
                raise key_exists(record.name)
            self.kept[place] = [record]

        work.add(write)

    def _accounts(self, vault: str) -> list[float | None]:
        """When the account with a key was deleted: in a list, which is empty when there is none."""
        return [each.deleted for each in self._vaults.accounts.values() if each.key == vault]
