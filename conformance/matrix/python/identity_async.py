"""azure-identity and azure-keyvault-secrets, async. Also for azure-identity 1.7."""

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


class IdentityAsync:
    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], SecretClient] = {}
        self._credentials: list[ManagedIdentityCredential] = []

    async def token(self, resource: str, name: str, value: str | None) -> tuple[str, float]:
        async with credential(name, value) as held:
            token = await held.get_token(f"{resource}/.default")
        return token.token, token.expires_on

    def _client(self, vault: str, name: str, value: str | None) -> SecretClient:
        if (vault, name) not in self._clients:
            self._credentials.append(credential(name, value))
            self._clients[vault, name] = SecretClient(vault, self._credentials[-1])
        return self._clients[vault, name]

    async def set_secret(
        self, vault: str, name: str, value: str | None, secret: str, text: str
    ) -> None:
        await self._client(vault, name, value).set_secret(secret, text)

    async def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> Any:
        return (await self._client(vault, name, value).get_secret(secret)).value

    async def list_secrets(self, vault: str, name: str, value: str | None) -> list[Any]:
        found = self._client(vault, name, value).list_properties_of_secrets()
        return [each.name async for each in found]

    async def close(self) -> None:
        for each in (*self._clients.values(), *self._credentials):
            await each.close()


main(IdentityAsync())
