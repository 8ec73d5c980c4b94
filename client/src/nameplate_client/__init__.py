"""Tokens for code that runs with a managed identity, and the door of services that accept them.

``AzureServiceTokenProvider`` is for code that was written against the .NET package
Microsoft.Azure.Services.AppAuthentication; ``AzureServiceTokenCredential`` hands the same provider
to any client of Azure's SDK. ``nameplate_client.aio`` has both for asyncio, and
``nameplate_client.receiving`` validates tokens. Nothing here belongs to one platform: it runs in
Azure as it does under Nameplate.
"""

from nameplate_client.credential import AzureServiceTokenCredential
from nameplate_client.errors import (
    Attempt,
    AzureServiceTokenProviderException,
    ConnectionStringError,
)
from nameplate_client.provider import AzureServiceTokenProvider
from nameplate_client.result import AppAuthenticationResult, Principal

__version__ = "0.1.0"

__all__ = [
    "AppAuthenticationResult",
    "Attempt",
    "AzureServiceTokenCredential",
    "AzureServiceTokenProvider",
    "AzureServiceTokenProviderException",
    "ConnectionStringError",
    "Principal",
    "__version__",
]
