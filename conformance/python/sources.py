"""Managed identity by whatever source the environment says, sync and async.

Tries each selector that is given (``client_id=..``) and prints, as JSON, whose token a vault
accepted, or which error the credential raised. It knows nothing of the source: azure-identity
chooses it by the environment.
"""

import asyncio
import base64
import json
import sys
from collections.abc import Mapping
from typing import Any

from azure.core.exceptions import AzureError
from azure.identity import ManagedIdentityCredential
from azure.identity.aio import ManagedIdentityCredential as AsyncManagedIdentityCredential
from azure.keyvault.secrets import SecretClient
from azure.keyvault.secrets.aio import SecretClient as AsyncSecretClient

SCOPE = "https://vault.azure.net/.default"


def options(selector: str) -> dict[str, Any]:
    """``client_id=..`` as the SDK wants it; nothing for the system-assigned identity."""
    name, _, value = selector.partition("=")
    if name == "system":
        return {}
    return {"client_id": value} if name == "client_id" else {"identity_config": {name: value}}


def owner(token: str) -> str:
    payload = token.split(".")[1]
    claims: Mapping[str, str] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims["oid"]


def tried(vault: str, selector: str) -> str:
    try:
        with ManagedIdentityCredential(**options(selector)) as credential:
            list(SecretClient(vault, credential).list_properties_of_secrets())
            return owner(credential.get_token(SCOPE).token)
    except (AzureError, ValueError) as error:
        return type(error).__name__


async def tried_async(vault: str, selector: str) -> str:
    try:
        async with (
            AsyncManagedIdentityCredential(**options(selector)) as credential,
            AsyncSecretClient(vault, credential) as client,
        ):
            async for _ in client.list_properties_of_secrets():
                pass
            return owner((await credential.get_token(SCOPE)).token)
    except (AzureError, ValueError) as error:
        return type(error).__name__


async def main(vault: str, *selectors: str) -> dict[str, list[str]]:
    return {each: [tried(vault, each), await tried_async(vault, each)] for each in selectors}


print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
