"""Secrets of vaults as parameters of deployments: what that needs of the vaults' services.

``resource_manager.deployments.preparation.parameters.SecretReferences``. As in Azure the deployment
reads the secret, not its caller: the vault has to allow that (``enabledForTemplateDeployment``),
and the caller has to be allowed to have it done (``Microsoft.KeyVault/vaults/deploy/action``).
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

from nameplate.audit.event import Event, EventKind
from nameplate.audit.trail import Trail
from nameplate.core.errors import Forbidden, NameplateError, NotFound
from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.envelope import CannotDecryptError
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.deployments.preparation import preflight_refusals as refusals
from nameplate.resource_manager.guard import Guard
from nameplate.template.document.parameters import KeyVaultReference

if TYPE_CHECKING:
    from nameplate.vault.records import VaultAccount
    from nameplate.vault.vault_secrets import Secrets
    from nameplate.vault.vaults import Vaults

DEPLOY: Final = "Microsoft.KeyVault/vaults/deploy/action"
_VAULTS: Final = "microsoft.keyvault/vaults"
_NOT_ENABLED: Final = (
    "Access denied to first party service. The vault does not have 'enabledForTemplateDeployment'."
)


class VaultParts(Protocol):
    """Of the vaults' services those that a secret is read with (``VaultRooms``)."""

    @property
    def vaults(self) -> "Vaults": ...

    @property
    def secrets(self) -> "Secrets": ...


class DeploymentSecrets:
    """Reads them, and leaves a record of each."""

    def __init__(self, vault: Callable[[], VaultParts], guard: Guard, trail: Trail) -> None:
        self._vault = vault
        self._guard = guard
        self._trail = trail

    async def read(
        self, reference: KeyVaultReference, caller: Principal, *, parameter: str, request_id: str
    ) -> SecretValue:
        """The value of a secret's version, the newest where none is named."""
        reason = await self._allowed(reference, caller, request_id)
        account = await self._account(reference)
        if not account.enabled_for_template_deployment:
            message = f"{_NOT_ENABLED} Vault: {account.name};location={account.location}"
            raise refusals.secret_not_retrieved(parameter, "Forbidden", message)
        version = reference.secret_version or None
        try:
            found = await self._vault().secrets.get(account, reference.secret_name, version)
        except CannotDecryptError:
            message = "The secret cannot be decrypted."
            raise refusals.secret_not_retrieved(parameter, "InternalServerError", message) from None
        except NameplateError as error:
            status = HTTPStatus(error.status).phrase.replace(" ", "")
            raise refusals.secret_not_retrieved(parameter, status, error.message) from None
        await self._trail.record(
            Event(
                kind=EventKind.DECISION,
                action=DEPLOY,
                outcome="allowed",
                resource=account.resource_id,
                object_id=caller.object_id,
                app_id=caller.app_id,
                display_name=caller.display_name,
                reason=reason,
                request_id=request_id,
                facts={"secret": found.properties.name, "version": found.properties.version},
                workload=caller.resource_id or "",
            )
        )
        return found.value

    async def _allowed(
        self, reference: KeyVaultReference, caller: Principal, request_id: str
    ) -> str:
        """Why the caller may; the refusal does not tell whether there is such a vault."""
        try:
            decision = await self._guard.require(
                caller, DEPLOY, reference.vault_id, request_id=request_id
            )
        except Forbidden:
            raise refusals.vault_not_allowed(caller, reference.vault_id) from None
        return decision.reason

    async def _account(self, reference: KeyVaultReference) -> "VaultAccount":
        try:
            address = parse(reference.vault_id)
        except NotFound:
            raise refusals.vault_not_found(reference.vault_id) from None
        account = None
        if address.type_key == _VAULTS and address.is_item:
            account = await self._vault().vaults.find(address.name)
        if account is None or account.resource_id.lower() != address.text.lower():
            raise refusals.vault_not_found(reference.vault_id)
        return account
