"""Parameters of a deployment that are secrets of a vault: read as its caller, never shown.

``{"reference": {"keyVault": {"id": ...}, "secretName": ...}}`` stands where ``{"value": ...}``
would. The vaults are another room's: this one says what it needs to know.
"""

from typing import Protocol

from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.template.document.parameters import KeyVaultReference


class SecretReferences(Protocol):
    """The secrets of vaults, for deployments."""

    async def read(
        self, reference: KeyVaultReference, caller: Principal, *, request_id: str
    ) -> SecretValue:
        """A secret's value.

        The decision: the vault is there and has ``enabledForTemplateDeployment``, and the caller
        may do ``Microsoft.KeyVault/vaults/deploy/action`` on it; being allowed to read secrets is
        neither needed nor enough. Raises a ``NameplateError`` in Azure's words. Every read leaves
        a record in the trail.
        """
        ...
