"""Who a connection string makes of us: connect.py CONNECTION_STRING... prints a line for each."""

import sys

from nameplate_client import AzureServiceTokenProvider, AzureServiceTokenProviderException

for text in sys.argv[1:]:
    provider = AzureServiceTokenProvider(text)
    try:
        provider.get_access_token("https://vault.azure.net")
        print(provider.principal_used)
    except AzureServiceTokenProviderException as refused:
        print("refused:", "; ".join(attempt.reason for attempt in refused.attempts))
