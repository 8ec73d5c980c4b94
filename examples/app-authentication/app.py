"""The twin of Program.cs: the same calls in the same order, on nameplate-client.

The one difference is the vault's client: azure-keyvault 1.x took a callback as KeyVaultClient does,
and ended with Python 3.10. Today's takes a credential, which is the same provider.
"""

import sys
import time

from azure.core.exceptions import ClientAuthenticationError
from azure.keyvault.secrets import SecretClient

from nameplate_client import (
    AzureServiceTokenCredential,
    AzureServiceTokenProvider,
    AzureServiceTokenProviderException,
    ConnectionStringError,
)


def main(name: str) -> int:
    try:
        # Who it runs as is said outside: in AzureServicesAuthConnectionString.
        provider = AzureServiceTokenProvider()
        credential = AzureServiceTokenCredential(provider)
        with SecretClient("https://contoso.vault.azure.net", credential) as client:
            print(client.get_secret(name).value)

        result = provider.get_authentication_result("https://management.azure.com/")
        minutes = (result.expires_on - time.time()) / 60
        print("a token for management, too" if minutes > 5 else "a token that ends")
        print(provider.principal_used)
    except (
        AzureServiceTokenProviderException,
        ClientAuthenticationError,  # what the vault's client makes of it
        ConnectionStringError,
    ) as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1]))
