"""The founding document's flow in Python: app.py VAULT SECRET.

A token, the callback that a vault's challenge is answered with, and the credential for the SDK's
clients, sync and async. Prints the secret once for each.
"""

import asyncio
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable

from azure.keyvault.secrets import SecretClient
from azure.keyvault.secrets.aio import SecretClient as AsyncSecretClient

from nameplate_client import AzureServiceTokenCredential, AzureServiceTokenProvider, aio

API = "api-version=7.4"


def get(url: str, token: str = "") -> dict[str, str]:
    """A secret, or the error that has the challenge in its headers."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        document: dict[str, str] = json.load(answer)
        return document


def with_callback(url: str, callback: Callable[[str, str, str], str]) -> str:
    """What KeyVaultClient does with its AuthenticationCallback."""
    try:
        get(url)
    except urllib.error.HTTPError as challenge:
        said = dict(re.findall(r'(\w+)="([^"]*)"', challenge.headers["WWW-Authenticate"]))
    return get(url, callback(said["authorization"], said["resource"], ""))["value"]


async def asynchronously(vault: str, name: str) -> str:
    async with (
        aio.AzureServiceTokenCredential() as credential,
        AsyncSecretClient(vault, credential) as client,
    ):
        return (await client.get_secret(name)).value or ""


def main(vault: str, name: str) -> None:
    provider = AzureServiceTokenProvider()
    url = f"{vault}/secrets/{name}?{API}"
    print("token:", get(url, provider.get_access_token("https://vault.azure.net"))["value"])
    print("callback:", with_callback(url, provider.key_vault_token_callback))
    with SecretClient(vault, AzureServiceTokenCredential(provider)) as client:
        print("credential:", client.get_secret(name).value)
    print("async:", asyncio.run(asynchronously(vault, name)))
    print("principal:", provider.principal_used)


main(sys.argv[1], sys.argv[2])
