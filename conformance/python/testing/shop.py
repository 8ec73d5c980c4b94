"""The code under test: it knows Azure's SDKs and nothing of what stands behind them."""

from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

VAULT = "https://contoso.vault.azure.net"


def client() -> SecretClient:
    return SecretClient(VAULT, DefaultAzureCredential())


def password(secrets: SecretClient) -> str:
    """The database's password, or a word for why there is none."""
    try:
        return secrets.get_secret("db-password").value or ""
    except HttpResponseError as error:
        return f"refused: {error.status_code}"
