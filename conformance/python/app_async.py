"""The same over the SDK's asynchronous half: app_async.py VAULT."""

import asyncio
import sys

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential
from azure.keyvault.secrets.aio import SecretClient


async def use(client: SecretClient, name: str) -> None:
    """Every operation once."""
    first = await client.set_secret(name, "one", content_type="text/plain")
    await client.set_secret(name, "two")
    assert (await client.get_secret(name)).value == "two"
    assert (await client.get_secret(name, first.properties.version)).value == "one"
    assert len([1 async for _ in client.list_properties_of_secret_versions(name)]) == 2
    assert name in [item.name async for item in client.list_properties_of_secrets()]
    backup = await client.backup_secret(name)
    await client.delete_secret(name, _polling_interval=0.05)
    assert (await client.get_deleted_secret(name)).name == name
    await client.recover_deleted_secret(name, _polling_interval=0.05)
    await client.delete_secret(name, _polling_interval=0.05)
    await client.purge_deleted_secret(name)
    with pytest.raises(ResourceNotFoundError, match="SecretNotFound"):
        await client.get_secret(name)
    await client.restore_secret_backup(backup)
    assert (await client.get_secret(name)).value == "two"


async def main() -> None:
    """Both credentials, closed as the documentation asks for."""
    for credential in (DefaultAzureCredential(), ManagedIdentityCredential()):
        async with credential, SecretClient(sys.argv[1], credential) as client:
            await use(client, f"aio-{type(credential).__name__}")
    print("python async: ok")


asyncio.run(main())
