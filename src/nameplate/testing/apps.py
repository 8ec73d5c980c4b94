"""Apps and identities of a test, and what they may."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, Self

from nameplate.core.errors import NotFound
from nameplate.testing.roles import assign_role
from nameplate.testing.service import Service
from nameplate.testing.vaults import Vault

if TYPE_CHECKING:
    from nameplate.testing.activation import Activations

_SITES: Final = "2023-12-01"
_IDENTITIES: Final = "2023-01-31"

VaultOf = Callable[[str], Vault]


class _Principal:
    """Whoever may be allowed something."""

    def __init__(self, service: Service, vault_of: VaultOf) -> None:
        self._service = service
        self._vault_of = vault_of
        self.principal_id = ""
        """Its object id: whom policies and assignments name."""

    def allow(
        self,
        *,
        vault: str | Vault,
        secrets: Sequence[str] = (),
        role: str | None = None,
        secret: str | None = None,
    ) -> Self:
        """Allow permissions to the secrets of a vault, made if it is missing; or assign a role.

        ``role``: a built-in one by its name (then the vault is one with roles, and ``secret`` may
        narrow it to one secret). Returns itself.
        """
        if role is None:
            target = self._vault_of(vault) if isinstance(vault, str) else vault
            target.grant(self.principal_id, {"secrets": list(secrets)})
            return self
        target = vault if isinstance(vault, Vault) else self._vault_with_roles(vault)
        scope = target.id if secret is None else f"{target.id}/secrets/{secret}"
        self.assign_role(role, scope)
        return self

    def deny(self, *, vault: str | Vault, secrets: Sequence[str]) -> Self:
        """Take permissions to the secrets of a vault away. Returns itself."""
        target = self._vault_of(vault) if isinstance(vault, str) else vault
        target.revoke(self.principal_id, {"secrets": list(secrets)})
        return self

    def assign_role(self, role: str, scope: str) -> None:
        """Assign a built-in role, by its name, at an ARM id."""
        assign_role(self._service, role, scope, principal_id=self.principal_id)

    def _vault_with_roles(self, name: str) -> Vault:
        target = Vault(self._service, name)
        target.ensure(rbac=True)
        return target


class Identity(_Principal):
    """A user-assigned identity."""

    def __init__(self, service: Service, vault_of: VaultOf, name: str) -> None:
        super().__init__(service, vault_of)
        self.name = name
        kind = "Microsoft.ManagedIdentity/userAssignedIdentities"
        self.id = f"{service.group}/providers/{kind}/{name}"
        """Its ARM id."""
        document = service.arm("PUT", self.id, {"location": service.location}, version=_IDENTITIES)
        self.principal_id = document["properties"]["principalId"]
        self.client_id: str = document["properties"]["clientId"]
        """What a ``ManagedIdentityCredential`` is given."""

    def __repr__(self) -> str:
        return f"<Identity {self.name}>"


class App(_Principal):
    """A web app or function app: its identities, its settings, and its environment here."""

    def __init__(
        self,
        service: Service,
        vault_of: VaultOf,
        name: str,
        *,
        activations: "Activations",
        kind: str = "app",
        identity: bool = True,
    ) -> None:
        """Find it, or make it; ``identity``: whether a new one gets one of its own."""
        super().__init__(service, vault_of)
        self.name = name
        self._activations = activations
        self.id = f"{service.group}/providers/Microsoft.Web/sites/{name}"
        """Its ARM id."""
        self._document = self._found() or self._put(
            {
                "location": service.location,
                "kind": kind,
                "identity": {"type": "SystemAssigned" if identity else "None"},
            }
        )
        self.principal_id = (self._document.get("identity") or {}).get("principalId", "")

    def __repr__(self) -> str:
        return f"<App {self.name}>"

    def activated(self, *, source: str | None = None) -> AbstractContextManager["App"]:
        """The environment of this process is the app's, until the block ends.

        Credentials that are made in it find the app's endpoint; so do processes started in it.
        ``source``: how it finds its identity, one of ``run --source`` but workload identity.
        """
        return self._activations.of(self, source)

    def assign(self, *identities: Identity) -> Self:
        """Give it user-assigned identities beside what it has. Returns itself."""
        held = self._document.get("identity") or {}
        own = "SystemAssigned, " if self.principal_id else ""
        ids = [*(held.get("userAssignedIdentities") or {}), *(each.id for each in identities)]
        wanted = {
            "type": f"{own}UserAssigned",
            "userAssignedIdentities": {each: {} for each in ids},
        }
        self._put({"location": self._service.location, "identity": wanted})
        return self

    def settings(self, **settings: str) -> Self:
        """Set app settings: the app finds them in its environment. Returns itself."""
        path = f"{self.id}/config/appsettings"
        held = self._service.arm("POST", f"{path}/list", version=_SITES)["properties"]
        body = {"properties": {**held, **settings}}
        self._service.arm("PUT", path, body, version=_SITES)
        return self

    def _found(self) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = self._service.arm("GET", self.id, version=_SITES)
        except NotFound:
            return None
        return found

    def _put(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        document: Mapping[str, Any] = self._service.arm("PUT", self.id, body, version=_SITES)
        self._document = document
        return document
