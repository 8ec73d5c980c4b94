"""AzureCliCredential reads a secret as whoever is signed in to az: cli_credential.py VAULT NAME."""

import sys

from azure.identity import AzureCliCredential
from azure.keyvault.secrets import SecretClient

with AzureCliCredential() as credential, SecretClient(sys.argv[1], credential) as client:
    print(client.get_secret(sys.argv[2]).value)
