"""azure-keyvault 1.x's KeyVaultClient with nameplate-client's callback.

azure-keyvault 1.1.0 is older than Python 3.11, which took ``inspect.getargspec`` away: an app that
keeps the one on the other gives it back, as here.
"""

import inspect
import os
from typing import Any

from azure.keyvault import KeyVaultAuthentication, KeyVaultClient
from cell import main

from nameplate_client import AzureServiceTokenProvider

INSTANCE = os.environ.get("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com/")

if not hasattr(inspect, "getargspec"):
    inspect.getargspec = inspect.getfullargspec  # type: ignore[attr-defined]


def provider(name: str, value: str | None) -> AzureServiceTokenProvider:
    if name not in ("none", "client-id"):
        raise ValueError(f"a connection string names no {name}")
    chosen = "RunAs=App" if value is None else f"RunAs=App;AppId={value}"
    return AzureServiceTokenProvider(chosen, INSTANCE)


def client(name: str, value: str | None) -> Any:
    callback = provider(name, value).key_vault_authentication_callback
    return KeyVaultClient(KeyVaultAuthentication(callback))


class KeyVault1:
    def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        result = provider(name, value).get_authentication_result(resource)
        return result.access_token, float(result.expires_on)

    def set_secret(self, vault: str, name: str, value: str | None, secret: str, text: str) -> None:
        client(name, value).set_secret(vault, secret, text)

    def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> Any:
        return client(name, value).get_secret(vault, secret, "").value

    def list_secrets(self, vault: str, name: str, value: str | None) -> list[str]:
        return [each.id.rpartition("/")[2] for each in client(name, value).get_secrets(vault)]


main(KeyVault1())
