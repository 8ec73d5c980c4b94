"""Parameters of a deployment: secrets of vaults among them are read as its caller, never shown.

``{"reference": {"keyVault": {"id": ...}, "secretName": ...}}`` stands where ``{"value": ...}``
would. The vaults are another room's: this one says what it needs to know.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from nameplate.core.principal import Principal
from nameplate.core.secret_value import SecretValue
from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.parameters import KeyVaultReference, wanted_secrets
from nameplate.template.document.sections import member_of
from nameplate.template.document.template import Template
from nameplate.template.secrets import conceal, conceals


class SecretReferences(Protocol):
    """The secrets of vaults, for deployments."""

    async def read(
        self, reference: KeyVaultReference, caller: Principal, *, parameter: str, request_id: str
    ) -> SecretValue:
        """A secret's value, for a parameter with this name.

        The decision: the vault is there and has ``enabledForTemplateDeployment``, and the caller
        may do ``Microsoft.KeyVault/vaults/deploy/action`` on it; being allowed to read secrets is
        neither needed nor enough. Raises a ``NameplateError`` in Azure's words. Every read leaves
        a record in the trail.
        """
        ...


class SecretsRead:
    """The secrets that were read for one deployment (``template``'s ``KeyVaultSecrets``)."""

    def __init__(self, values: Mapping[KeyVaultReference, SecretValue]) -> None:
        self._values = values

    @property
    def values(self) -> Sequence[SecretValue]:
        return tuple(self._values.values())

    def find(self, reference: KeyVaultReference) -> SecretValue:
        return self._values[reference]


async def read_secrets(
    source: SecretReferences, given: Mapping[str, Any], caller: Principal, *, request_id: str
) -> SecretsRead:
    """Read the secrets that given parameters refer to, each once."""
    values: dict[KeyVaultReference, SecretValue] = {}
    for name, holder in given.items():
        for reference in wanted_secrets({name: holder}):
            if reference not in values:
                values[reference] = await source.read(
                    reference, caller, parameter=name, request_id=request_id
                )
    return SecretsRead(values)


def filled(template: Template, bound: BoundTemplate) -> dict[str, Any]:
    """Every parameter with the value that it came to have."""
    return {
        parameter.name: {"value": bound.parameter(parameter.name)}
        for parameter in template.parameters.values()
    }


def concealed(template: Template, given: Mapping[str, Any]) -> list[Any]:
    """The given values of secure parameters, hidden."""
    secure = {each.name.lower() for each in template.parameters.values() if each.resolved.secure}
    return [
        conceal(member_of(holder, "value"))
        for name, holder in given.items()
        if name.lower() in secure
    ]


def told(template: Template, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given parameters as ``deployment()`` tells them: no value of one that is secure."""
    shown: dict[str, Any] = {}
    for name, holder in given.items():
        declared = template.parameters.get(name.lower())
        value = member_of(holder, "value")
        hidden = declared is None or declared.resolved.secure or conceals(value)
        shown[name] = {} if hidden or value is None else {"value": value}
    return shown
