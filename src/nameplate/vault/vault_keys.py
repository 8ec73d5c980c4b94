"""Keys of a vault: made, sealed and told about. Nothing signs or encrypts with them yet.

A key's private half is sealed for its place (vault, name, version) before it reaches a record and
never leaves this room.
"""

import asyncio
import secrets
from typing import Final

from nameplate.core.clock import Clock
from nameplate.core.work import UnitOfWork
from nameplate.crypto.envelope import Place
from nameplate.crypto.key_pairs import KeyPair, generate_ec, generate_rsa
from nameplate.vault.backup import Sealing
from nameplate.vault.key_parameters import NewKey
from nameplate.vault.protocols import KeyRecords
from nameplate.vault.records import KeyRecord, VaultAccount

_TABLE: Final = "vault_keys"
_COLUMN: Final = "sealed"


class Keys:
    """The keys of every vault. Changes are added to a unit of work that the caller commits."""

    def __init__(self, records: KeyRecords, sealing: Sealing, clock: Clock) -> None:
        self._records = records
        self._sealing = sealing
        self._clock = clock

    async def find(self, account: VaultAccount, name: str) -> KeyRecord | None:
        """The newest version of a key."""
        return await self._records.find_key(account.key, name)

    async def all(self, account: VaultAccount) -> list[KeyRecord]:
        """The newest versions of every key, by name."""
        return await self._records.list_keys(account.key)

    async def versions(self, account: VaultAccount, name: str) -> list[KeyRecord]:
        """The versions of a key, oldest first."""
        return await self._records.list_key_versions(account.key, name)

    async def create(
        self, work: UnitOfWork, account: VaultAccount, name: str, new: NewKey
    ) -> KeyRecord:
        """Make a key's first version: a computation of its own thread."""
        pair = await asyncio.to_thread(_generate, new)
        version, now = secrets.token_hex(16), int(self._clock.now() + 0.5)
        place = Place(_TABLE, f"{account.key}/{name.lower()}/{version}", _COLUMN)
        record = KeyRecord(
            vault=account.key,
            name=name,
            version=version,
            public=pair.public,
            operations=new.operations,
            size=new.size,
            tags=new.tags,
            enabled=new.enabled,
            not_before=new.not_before,
            expires=new.expires,
            created=now,
            updated=now,
            sealed=self._sealing.seal(pair.private, place),
        )
        self._records.add_key(work, record)
        return record


def _generate(new: NewKey) -> KeyPair:
    if new.curve is not None:
        return generate_ec(new.curve)
    return generate_rsa(new.size or 0)
