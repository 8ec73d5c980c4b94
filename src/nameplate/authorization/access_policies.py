"""The access policies of vaults: kept, cached in memory, and changed as ARM changes them.

Implements the three kinds of ``Microsoft.KeyVault/vaults/accessPolicies`` (add, replace, remove)
and the whole set that a vault's PUT carries. Changes are applied to what the database holds when
the unit is written, so that two processes cannot undo one another.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from nameplate.authorization.access_policy import (
    MAXIMUM,
    AccessPolicy,
    AccessPolicyRecords,
)
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.errors import BadRequest
from nameplate.core.work import UnitOfWork

Policies: TypeAlias = tuple[AccessPolicy, ...]


class AccessPolicies:
    """The policies of every vault. A vault is named by its ARM id, in any case."""

    def __init__(self, records: AccessPolicyRecords, epoch: ChangeEpoch) -> None:
        self._records = records
        self._cache: EpochCache[str, Policies] = EpochCache(epoch)

    async def of(self, vault_id: str) -> Policies:
        """The policies of a vault; from memory when nothing changed since the last time."""
        key = vault_id.lower()
        held = self._cache.get(key)
        if held is None:
            seen = self._cache.epoch
            held = await self._records.of(key)
            self._cache.put(key, held, seen=seen)
        return held

    async def naming(self, object_id: str) -> tuple[str, ...]:
        """The vaults that have a policy for a principal."""
        return await self._records.naming(object_id.lower())

    def put(self, work: UnitOfWork, vault_id: str, policies: Sequence[AccessPolicy]) -> Policies:
        """Make these all the policies of a vault (a vault's PUT); returns them."""
        checked = _checked(tuple(policies))
        self._records.change(work, vault_id.lower(), lambda _: checked)
        return checked

    async def add(
        self, work: UnitOfWork, vault_id: str, policies: Sequence[AccessPolicy]
    ) -> Policies:
        """Add permissions to those that each principal has; returns what that makes."""
        return await self._change(work, vault_id, lambda held: added(held, policies))

    async def replace(
        self, work: UnitOfWork, vault_id: str, policies: Sequence[AccessPolicy]
    ) -> Policies:
        """Give each named principal exactly these permissions; others keep theirs."""
        return await self._change(work, vault_id, lambda held: replaced(held, policies))

    async def remove(
        self, work: UnitOfWork, vault_id: str, policies: Sequence[AccessPolicy]
    ) -> Policies:
        """Take these permissions from each named principal; one left with none goes."""
        return await self._change(work, vault_id, lambda held: removed(held, policies))

    async def remove_principal(self, work: UnitOfWork, vault_id: str, object_id: str) -> Policies:
        """Take every policy of a principal out (``az keyvault delete-policy``)."""
        gone = object_id.lower()
        return await self._change(
            work, vault_id, lambda held: tuple(one for one in held if one.object_id != gone)
        )

    def delete(self, work: UnitOfWork, vault_id: str) -> None:
        """Forget the policies of a vault that is purged."""
        self._records.delete(work, vault_id.lower())

    async def _change(
        self, work: UnitOfWork, vault_id: str, change: Callable[[Policies], Policies]
    ) -> Policies:
        def checked(held: Policies) -> Policies:
            return _checked(change(held))

        result = checked(await self.of(vault_id))
        self._records.change(work, vault_id.lower(), checked)
        return result


def added(held: Policies, policies: Sequence[AccessPolicy]) -> Policies:
    """The union, principal by principal; new principals last."""
    merged = {policy.principal: policy for policy in held}
    for policy in policies:
        known = merged.get(policy.principal)
        merged[policy.principal] = known.with_added(policy) if known else policy
    return tuple(merged.values())


def replaced(held: Policies, policies: Sequence[AccessPolicy]) -> Policies:
    """The named principals' policies exchanged; the others as they were."""
    merged = {policy.principal: policy for policy in held}
    merged.update((policy.principal, policy) for policy in policies)
    return tuple(merged.values())


def removed(held: Policies, policies: Sequence[AccessPolicy]) -> Policies:
    """What is left; a principal that has nothing left is gone."""
    merged = {policy.principal: policy for policy in held}
    for policy in policies:
        known = merged.get(policy.principal)
        if known is None:
            continue
        left = known.without(policy)
        if left.is_empty:
            del merged[policy.principal]
        else:
            merged[policy.principal] = left
    return tuple(merged.values())


def _checked(policies: Policies) -> Policies:
    if len(policies) > MAXIMUM:
        raise BadRequest(
            "BadRequest",
            f"A vault may have at most {MAXIMUM} access policies; these are {len(policies)}.",
            target="accessPolicies",
        )
    if len({policy.principal for policy in policies}) != len(policies):
        raise BadRequest(
            "BadRequest",
            "Two access policies name the same tenant, object id and application id.",
            target="accessPolicies",
        )
    return policies
