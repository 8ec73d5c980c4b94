"""azure-identity and azure-keyvault-secrets, async. Also for azure-identity 1.7."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from azure.identity.aio import ManagedIdentityCredential
from azure.keyvault.secrets.aio import SecretClient
from cell import SELECTORS, main


def credential(name: str, value: str | None) -> ManagedIdentityCredential:
    if value is None:
        return ManagedIdentityCredential()
    if name == "client-id":
        return ManagedIdentityCredential(client_id=value)
    return ManagedIdentityCredential(identity_config={SELECTORS[name]: value})


@asynccontextmanager
async def client(vault: str, name: str, value: str | None) -> AsyncIterator[SecretClient]:
    async with credential(name, value) as held, SecretClient(vault, held) as made:
        yield made


class IdentityAsync:
    async def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        async with credential(name, value) as held:
            token = await held.get_token(f"{resource}/.default")
        return token.token, token.expires_on

    async def set_secret(
        self, vault: str, name: str, value: str | None, secret: str, text: str
    ) -> None:
        async with client(vault, name, value) as secrets:
            await secrets.set_secret(secret, text)

    async def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> Any:
        async with client(vault, name, value) as secrets:
            return (await secrets.get_secret(secret)).value

    async def list_secrets(self, vault: str, name: str, value: str | None) -> list[Any]:
        async with client(vault, name, value) as secrets:
            return [each.name async for each in secrets.list_properties_of_secrets()]


main(IdentityAsync())
