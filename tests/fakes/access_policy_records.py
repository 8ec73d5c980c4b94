"""Access policies in a dictionary."""

from collections.abc import Callable
from typing import Any

from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.work import UnitOfWork


class FakeAccessPolicyRecords:
    """Keeps the policies of vaults; ``reads`` counts how often it was asked."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[AccessPolicy, ...]] = {}
        self.reads = 0

    async def of(self, vault_id: str) -> tuple[AccessPolicy, ...]:
        self.reads += 1
        return self.kept.get(vault_id, ())

    async def naming(self, object_id: str) -> tuple[str, ...]:
        return tuple(
            sorted(
                vault
                for vault, held in self.kept.items()
                if any(one.object_id == object_id for one in held)
            )
        )

    def change(
        self,
        work: UnitOfWork,
        vault_id: str,
        change: Callable[[tuple[AccessPolicy, ...]], tuple[AccessPolicy, ...]],
    ) -> None:
        def write(_transaction: Any) -> None:
            self.kept[vault_id] = change(self.kept.get(vault_id, ()))

        work.add(write)

    def delete(self, work: UnitOfWork, vault_id: str) -> None:
        def write(_transaction: Any) -> None:
            self.kept.pop(vault_id, None)

        work.add(write)
