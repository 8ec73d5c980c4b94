"""What an access policy is: permissions per kind for one principal at one vault.

``AccessPolicyEntry`` of ``Microsoft.KeyVault/vaults``, without ARM's spelling.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.authorization.permissions import ALL, Kind, Permission, checked_names, names_of
from nameplate.core.errors import BadRequest
from nameplate.core.work import UnitOfWork

MAXIMUM: Final = 1024
"""How many policies a vault may have (Key Vault's documented limit)."""


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """The permissions of one principal (alone, or through one application) at one vault.

    Ids and permission names are in lower case; kinds keep ARM's order. A kind that was given
    empty stays, as ARM gives it back.
    """

    tenant_id: str
    object_id: str
    application_id: str | None
    permissions: Mapping[str, tuple[str, ...]]

    @property
    def principal(self) -> tuple[str, str, str | None]:
        """Whom it is for: two policies of one vault never share it."""
        return (self.tenant_id, self.object_id, self.application_id)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The names that it gives of a kind, as they were given."""
        return self.permissions.get(kind.value, ())

    def gives(self, permission: Permission) -> bool:
        """Whether the permission is in it, by name or through ``all``."""
        names = self.permissions.get(permission.kind.value, ())
        return permission.name in names or ALL in names

    def with_added(self, other: "AccessPolicy") -> "AccessPolicy":
        """The union of both: what ``accessPolicies/add`` makes of an existing policy."""
        return self._merged({kind: (*self.names(kind), *other.names(kind)) for kind in Kind})

    def without(self, other: "AccessPolicy") -> "AccessPolicy":
        """What ``accessPolicies/remove`` leaves; ``all`` less some is every other one by name."""
        return self._merged({kind: self._left(kind, other.names(kind)) for kind in Kind})

    @property
    def is_empty(self) -> bool:
        """Whether it gives nothing."""
        return not any(self.permissions.values())

    def _left(self, kind: Kind, taken: tuple[str, ...]) -> tuple[str, ...]:
        if ALL in taken:
            return ()
        held = self.names(kind)
        if taken and ALL in held:
            held = names_of(kind)
        return tuple(name for name in held if name not in taken)

    def _merged(self, permissions: Mapping[Kind, tuple[str, ...]]) -> "AccessPolicy":
        return access_policy(
            self.tenant_id,
            self.object_id,
            application_id=self.application_id,
            permissions={
                kind.value: names
                for kind, names in permissions.items()
                if names or kind.value in self.permissions
            },
        )


def access_policy(
    tenant_id: str,
    object_id: str,
    *,
    application_id: str | None = None,
    permissions: Mapping[str, Iterable[str]],
) -> AccessPolicy:
    """Make a policy of what a client sent: known kinds and names only, in one spelling."""
    given = {kind.lower(): names for kind, names in permissions.items()}
    checked: dict[str, tuple[str, ...]] = {
        kind.value: checked_names(kind, given.pop(kind.value))
        for kind in Kind
        if kind.value in given
    }
    for unknown in given:
        raise BadRequest(
            "BadRequest",
            f"Permissions of '{unknown[:100]}' are not known. "
            f"Known are: {', '.join(kind.value for kind in Kind)}.",
            target="permissions",
        )
    return AccessPolicy(
        tenant_id.lower(),
        object_id.lower(),
        application_id.lower() if application_id else None,
        checked,
    )


class AccessPolicyRecords(Protocol):
    """Where the policies of vaults are kept. ``vault_id`` is the vault's ARM id in lower case."""

    async def of(self, vault_id: str) -> tuple[AccessPolicy, ...]:
        """The policies of a vault, in the order in which they were given."""
        ...

    async def naming(self, object_id: str) -> tuple[str, ...]:
        """The ids of the vaults that have a policy for a principal, in order."""
        ...

    def change(
        self,
        work: UnitOfWork,
        vault_id: str,
        change: Callable[[tuple[AccessPolicy, ...]], tuple[AccessPolicy, ...]],
    ) -> None:
        """Replace a vault's policies by what ``change`` makes of them.

        ``change`` is pure and is called inside the transaction with the policies that the database
        holds then. What it raises makes the unit fail.
        """
        ...

    def delete(self, work: UnitOfWork, vault_id: str) -> None:
        """Forget the policies of a vault that is gone for good."""
        ...
