"""The secrets of vaults that a deployment may read, without vaults."""

from dataclasses import dataclass, field

from nameplate.core.errors import BadRequest
from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.template.document.parameters import KeyVaultReference


@dataclass
class FakeSecretReferences:
    """Every secret but ``missing`` is there; its own name is its value."""

    asked: list[tuple[KeyVaultReference, Principal]] = field(default_factory=list)

    async def read(
        self, reference: KeyVaultReference, caller: Principal, *, parameter: str, request_id: str
    ) -> SecretValue:
        self.asked.append((reference, caller))
        if reference.secret_name == "missing":
            raise BadRequest("KeyVaultParameterReferenceSecretRetrieveFailed", "not there")
        return SecretValue(f"secret-{reference.secret_name}")
