"""azure-identity and azure-keyvault-secrets, sync. Also for azure-identity 1.7."""

from functools import cache
from typing import Any

from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient
from cell import SELECTORS, main


def credential(name: str, value: str | None) -> ManagedIdentityCredential:
    if value is None:
        return ManagedIdentityCredential()
    if name == "client-id":
        return ManagedIdentityCredential(client_id=value)
    return ManagedIdentityCredential(identity_config={SELECTORS[name]: value})


@cache
def client(vault: str, name: str, value: str | None) -> SecretClient:
    return SecretClient(vault, credential(name, value))


class IdentitySync:
    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        token = credential(name, value).get_token(f"{resource}/.default")
        return token.token, token.expires_on

    def set_secret(self, vault: str, name: str, value: str | None, secret: str, text: str) -> None:
        client(vault, name, value).set_secret(secret, text)

    def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> Any:
        return client(vault, name, value).get_secret(secret).value

    def list_secrets(self, vault: str, name: str, value: str | None) -> list[Any]:
        found = client(vault, name, value).list_properties_of_secrets()
        return [each.name for each in found]


main(IdentitySync())
