"""The vaults of an installation: made, deleted softly, recovered and purged.

Implements what ``Microsoft.KeyVault/vaults``, ``deletedVaults`` and ``purge`` need of the room
behind them; ARM's JSON is the provider's. Deletion ends by itself when its retention has passed:
that is computed from timestamps when read, a sweep only frees the space.
"""

import re
import secrets
from dataclasses import replace
from typing import Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.errors import BadRequest, MethodNotAllowed
from nameplate.core.work import UnitOfWork
from nameplate.vault.protocols import VaultRecords
from nameplate.vault.records import SECONDS_A_DAY, VaultAccount

RETENTION_DAYS: Final = range(7, 91)
_NAME: Final = re.compile(r"(?=.{3,24}\Z)[a-zA-Z](?:-?[a-zA-Z0-9])*\Z")


class Vaults:
    """Every vault, live and deleted. Names are compared without regard to case."""

    def __init__(
        self, records: VaultRecords, policies: AccessPolicies, clock: Clock, epoch: ChangeEpoch
    ) -> None:
        self._records = records
        self._policies = policies
        self._clock = clock
        self._cache: EpochCache[str, tuple[VaultAccount | None]] = EpochCache(epoch)

    async def find(self, name: str) -> VaultAccount | None:
        """The live vault of a name; from memory when nothing changed since the last time."""
        account = await self._any(name.lower())
        return account if account is not None and account.deleted is None else None

    def held(self, name: str) -> VaultAccount | None:
        """The account of a name that is in memory, live or deleted; ``None`` when none is."""
        held = self._cache.get(name.lower())
        return held[0] if held else None

    async def deleted(self, name: str) -> VaultAccount | None:
        """The vault of a name that is in deleted state, unless its retention has ended."""
        account = await self._any(name.lower())
        if account is None or account.deleted is None or account.is_gone(self._clock.now()):
            return None
        return account

    async def list_live(self) -> list[VaultAccount]:
        """Every live vault, by name."""
        return await self._records.all(deleted=False)

    async def list_deleted(self) -> list[VaultAccount]:
        """Every deleted vault whose retention has not ended, by name."""
        now = self._clock.now()
        accounts = await self._records.all(deleted=True)
        return [account for account in accounts if not account.is_gone(now)]

    def create(
        self,
        work: UnitOfWork,
        name: str,
        *,
        resource_id: str,
        location: str,
        tenant_id: str,
        retention_days: int = RETENTION_DAYS[-1],
        purge_protection: bool = False,
        rbac: bool = False,
    ) -> VaultAccount:
        """Make a vault; the unit fails with ``VaultAlreadyExists`` when its name is taken.

        It begins without access policies. What else the account carries is set with
        ``dataclasses.replace`` and ``save`` in the same unit.
        """
        check_name(name)
        check_retention(retention_days)
        account = VaultAccount(
            key=secrets.token_hex(16),
            name=name,
            resource_id=resource_id,
            location=location.replace(" ", "").lower(),
            tenant_id=tenant_id,
            retention_days=retention_days,
            purge_protection=purge_protection,
            rbac=rbac,
            created=self._clock.now(),
        )
        self._records.create(work, account, now=account.created)
        # Policies are kept by ARM id: those of an expired vault of this id must not come back.
        self._policies.delete(work, resource_id)
        return account

    def save(
        self, work: UnitOfWork, account: VaultAccount, *, previous: VaultAccount | None = None
    ) -> None:
        """Keep a changed live vault; ``previous`` lets what cannot be changed be refused."""
        check_retention(account.retention_days)
        if previous is not None:
            _check_change(previous, account)
        self._records.save(work, account, expect_deleted=False)

    def delete(self, work: UnitOfWork, account: VaultAccount) -> VaultAccount:
        """Put a live vault into deleted state, its secrets with it; returns it so."""
        now = self._clock.now()
        ended = replace(
            account, deleted=now, scheduled_purge=now + account.retention_days * SECONDS_A_DAY
        )
        self._records.save(work, ended, expect_deleted=False)
        return ended

    def recover(self, work: UnitOfWork, account: VaultAccount) -> VaultAccount:
        """Make a deleted vault live again, with its secrets and access policies."""
        live = replace(account, deleted=None, scheduled_purge=None)
        self._records.save(work, live, expect_deleted=True)
        return live

    def purge(self, work: UnitOfWork, account: VaultAccount) -> None:
        """Remove a deleted vault for good: its secrets and access policies too."""
        if account.purge_protection:
            raise MethodNotAllowed(
                "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed."
            )
        self._records.remove(work, account.key)
        self._policies.delete(work, account.resource_id)

    async def name_is_free(self, name: str) -> bool:
        """Whether a vault of this name can be made now."""
        account = await self._any(name.lower())
        return account is None or account.is_gone(self._clock.now())

    async def _any(self, key: str) -> VaultAccount | None:
        held = self._cache.get(key)
        if held is None:
            seen = self._cache.epoch
            held = (await self._records.find(key),)
            self._cache.put(key, held, seen=seen)
        return held[0]


def is_valid_name(name: str) -> bool:
    """Whether a vault may be called so."""
    return _NAME.match(name) is not None


def check_name(name: str) -> None:
    """Refuse a name that a vault cannot have, in ARM's words."""
    if not is_valid_name(name):
        raise BadRequest(
            "VaultNameNotValid",
            f"The vault name '{name[:100]}' is invalid. A vault's name must be between 3-24 "
            "alphanumeric characters. The name must begin with a letter, end with a letter or "
            "digit, and not contain consecutive hyphens. Follow this link for more information: "
            "https://go.microsoft.com/fwlink/?linkid=2147742",
        )


def check_retention(days: int) -> None:
    """Refuse a soft-delete retention outside of 7 to 90 days."""
    if days not in RETENTION_DAYS:
        raise BadRequest(
            "BadRequest",
            f"The property 'softDeleteRetentionInDays' must be between {RETENTION_DAYS[0]} and "
            f"{RETENTION_DAYS[-1]} days; {days} is not.",
        )


def _check_change(previous: VaultAccount, account: VaultAccount) -> None:
    if account.retention_days != previous.retention_days:
        raise BadRequest(
            "BadRequest",
            'The property "softDeleteRetentionInDays" has been set already and it can\'t be '
            "modified.",
        )
    if previous.purge_protection and not account.purge_protection:
        raise BadRequest(
            "BadRequest",
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge '
            "protection for a vault is an irreversible action.",
        )
