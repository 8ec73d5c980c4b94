"""What runs in the container: Azure's SDK as any app has it."""

import sys

from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

with (
    DefaultAzureCredential() as credential,
    SecretClient("https://acceptance.vault.azure.net", credential) as client,
):
    sys.stdout.write(f"{client.get_secret('greeting').value}\n")
