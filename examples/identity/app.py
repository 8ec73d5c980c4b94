"""Ordinary code for Azure that reads one secret in the two ways that App Service has.

With the app's identity, from the vault; and from an app setting that is a Key Vault reference,
which the platform reads with the same identity when the app starts. It knows neither a secret nor
where it runs: ``main.json`` tells it the vault's address.
"""

import os
import sys

from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient


def main() -> int:
    """Print the password as the vault has it and as the setting has it."""
    client = SecretClient(os.environ["VAULT_URI"], DefaultAzureCredential())
    secret = client.get_secret("db-password")
    setting = os.environ["DB_PASSWORD"]
    print(f"The vault says:   {secret.value}")
    print(f"The setting says: {setting}")
    return 0 if secret.value == setting else 1


if __name__ == "__main__":
    sys.exit(main())
