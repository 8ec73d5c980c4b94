"""What Key Vault references in settings need of directory and vault (``apphost``'s Protocols).

The app's principal asks the vault as it would over the wire: the same decision, the same record.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nameplate.apphost.key_vault_references import Reference
from nameplate.apphost.reference_status import Found, Status, Unresolved
from nameplate.apphost.setting_references import SettingReferences
from nameplate.core.errors import Forbidden, NameplateError, NotFound
from nameplate.core.principal import Principal, PrincipalType
from nameplate.crypto.envelope import CannotDecryptError
from nameplate.directory.directory import Directory
from nameplate.directory.records import ServicePrincipal

if TYPE_CHECKING:
    from collections.abc import Callable

    from nameplate.server.rooms import Rooms
    from nameplate.vault.access import Access
    from nameplate.vault.records import VaultAccount
    from nameplate.vault.vault_secrets import Secrets
    from nameplate.vault.vaults import Vaults


def setting_references(rooms: "Rooms") -> SettingReferences:
    """The resolver over the services; it loads the vaults' only when there is a reference."""

    def vault_of(host: str) -> str | None:
        return next((name for cloud in rooms.clouds if (name := cloud.vault_of(host))), None)

    tenant_id = rooms.opened.facts.tenant_id
    issuer = rooms.clouds[0].issuer(tenant_id)
    identities = DirectoryIdentities(rooms.opened.directory, tenant_id, issuer)
    return SettingReferences(identities, VaultReferences(lambda: rooms.vault), vault_of)


class DirectoryIdentities:
    """Who an app is (``apphost.setting_references.AppIdentities``)."""

    def __init__(self, directory: Directory, tenant_id: str, issuer: str) -> None:
        self._directory = directory
        self._tenant_id = tenant_id
        self._issuer = issuer

    async def principal(self, app_id: str, identity_id: str | None) -> Principal | None:
        """The system-assigned identity, or a user-assigned one that the app has; if enabled."""
        assigned = await self._directory.assignment(app_id)
        if assigned is None:
            return None
        found: object = None
        if identity_id is None:
            if assigned.system_assigned is not None:
                found = await self._directory.principal(assigned.system_assigned)
        elif identity_id.lower() in (each.lower() for each in assigned.user_assigned):
            found = await self._directory.service_principal_of_resource(identity_id)
        if not isinstance(found, ServicePrincipal) or not found.enabled:
            return None
        return Principal(
            object_id=found.object_id,
            app_id=found.app_id,
            tenant_id=self._tenant_id,
            type=PrincipalType.SERVICE_PRINCIPAL,
            display_name=found.display_name,
            issuer=self._issuer,
            resource_id=found.resource_id,
        )


class VaultParts(Protocol):
    """Of the vaults' services those that a secret is read with (``VaultRooms``)."""

    @property
    def vaults(self) -> "Vaults": ...

    @property
    def secrets(self) -> "Secrets": ...

    @property
    def access(self) -> "Access": ...


@dataclass(slots=True)
class _Asked:
    """What a vault's decision is asked for: the start of a process, a look at its settings."""

    request_id: str


class VaultReferences:
    """Secrets as the data plane gives them (``apphost.setting_references.ReferencedSecrets``)."""

    def __init__(self, vault: "Callable[[], VaultParts]") -> None:
        self._vault = vault

    async def read(
        self, reference: Reference, principal: Principal, *, release: bool, request_id: str
    ) -> Found | Unresolved:
        """The secret, or which of its errors the vault answers."""
        rooms = self._vault()
        account = await rooms.vaults.find(reference.vault)
        if account is None:
            from nameplate.vault.errors import vault_not_found  # noqa: PLC0415  # loaded by rooms

            return _unresolved(Status.VAULT_NOT_FOUND, vault_not_found(reference.vault))
        asked = _Asked(request_id)
        try:
            return await self._read(reference, principal, account, asked=asked, release=release)
        except NotFound as error:
            known = await rooms.secrets.newest(account, reference.secret)
            missing = Status.VERSION_NOT_FOUND if known else Status.SECRET_NOT_FOUND
            return _unresolved(missing, error)
        except NameplateError as error:
            denied = isinstance(error, Forbidden) and error.inner_code != "SecretDisabled"
            return _unresolved(Status.DENIED if denied else Status.OTHER, error)
        except CannotDecryptError:
            return Unresolved(Status.OTHER, "The secret cannot be decrypted.")

    async def _read(
        self,
        reference: Reference,
        principal: Principal,
        account: "VaultAccount",
        *,
        asked: _Asked,
        release: bool,
    ) -> Found:
        from nameplate.vault.access import GET  # noqa: PLC0415  # loaded by rooms

        access, secrets = self._vault().access, self._vault().secrets
        grant = await access.grant(
            asked, account, principal=principal, need=GET, secret=reference.secret
        )
        try:
            found = await secrets.get(account, reference.secret, reference.version)
        except NameplateError:
            await access.used(grant)
            raise
        properties = found.properties
        if release:
            await access.released(grant, properties.name, properties.version)
        else:
            await access.used(grant)
        return Found(properties.version, found.value)


def _unresolved(status: Status, error: NameplateError) -> Unresolved:
    return Unresolved(status, " ".join(error.message.split()))
