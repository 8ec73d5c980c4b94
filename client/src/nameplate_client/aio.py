"""The provider and the credential for asyncio.

A kept token is handed out at once; for a new one the same code runs in a thread, so that both
worlds behave alike and share one cache. Coroutines that want the same token share one thread.
"""

import asyncio
from types import TracebackType
from typing import Any, Self

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions

from nameplate_client.cache import TokenCache
from nameplate_client.credential import as_azure_error, resource_of
from nameplate_client.errors import AzureServiceTokenProviderException
from nameplate_client.provider import DEFAULT_INSTANCE
from nameplate_client.provider import AzureServiceTokenProvider as SyncProvider
from nameplate_client.result import AppAuthenticationResult, Principal

__all__ = ["AzureServiceTokenCredential", "AzureServiceTokenProvider"]

_Key = tuple[asyncio.AbstractEventLoop, str, str | None, bool]


class AzureServiceTokenProvider:
    """``nameplate_client.AzureServiceTokenProvider`` with coroutines."""

    def __init__(
        self,
        connection_string: str | None = None,
        azure_ad_instance: str = DEFAULT_INSTANCE,
        *,
        cache: TokenCache | None = None,
    ) -> None:
        self._sync = SyncProvider(connection_string, azure_ad_instance, cache=cache)
        self._flights: dict[_Key, asyncio.Task[AppAuthenticationResult]] = {}

    @property
    def principal_used(self) -> Principal | None:
        """Who the last token was for; nothing before there was one."""
        return self._sync.principal_used

    async def get_access_token(
        self, resource: str, tenant_id: str | None = None, *, force_refresh: bool = False
    ) -> str:
        """A token for a resource."""
        result = await self.get_authentication_result(
            resource, tenant_id, force_refresh=force_refresh
        )
        return result.access_token

    async def get_authentication_result(
        self, resource: str, tenant_id: str | None = None, *, force_refresh: bool = False
    ) -> AppAuthenticationResult:
        """A token with its times."""
        if not force_refresh and (kept := self._sync.kept_result(resource, tenant_id)) is not None:
            return kept
        key = (asyncio.get_running_loop(), resource, tenant_id, force_refresh)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = asyncio.create_task(
                asyncio.to_thread(
                    self._sync.get_authentication_result,
                    resource,
                    tenant_id,
                    force_refresh=force_refresh,
                )
            )
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)  # one caller that gives up does not end the others'

    def _landed(self, key: _Key, done: asyncio.Task[AppAuthenticationResult]) -> None:
        self._flights.pop(key, None)
        if not done.cancelled():
            done.exception()  # looked at, so that nobody warns when every caller gave up

    async def key_vault_token_callback(self, authority: str, resource: str, scope: str = "") -> str:
        """A token as a vault's challenge asks for it."""
        del scope
        return await self.get_access_token(resource, self._sync.tenant_of(authority))


class AzureServiceTokenCredential:
    """An ``AsyncTokenCredential`` (and ``AsyncSupportsTokenInfo``) over a provider."""

    def __init__(self, provider: AzureServiceTokenProvider | None = None) -> None:
        self._provider = provider if provider is not None else AzureServiceTokenProvider()

    async def get_token(
        self, *scopes: str, claims: str | None = None, tenant_id: str | None = None, **_: Any
    ) -> AccessToken:
        """A token for one scope; a claims challenge asks for a fresh one."""
        result = await self._result(scopes, tenant_id, claims)
        return AccessToken(result.access_token, result.expires_on)

    async def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """The same, as newer clients ask for it."""
        given = options or {}
        result = await self._result(scopes, given.get("tenant_id"), given.get("claims"))
        return AccessTokenInfo(result.access_token, result.expires_on, token_type=result.token_type)

    async def _result(
        self, scopes: tuple[str, ...], tenant_id: str | None, claims: str | None
    ) -> AppAuthenticationResult:
        try:
            return await self._provider.get_authentication_result(
                resource_of(scopes), tenant_id or None, force_refresh=bool(claims)
            )
        except AzureServiceTokenProviderException as failed:
            raise as_azure_error(failed) from failed

    async def close(self) -> None:
        """Nothing is held open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        problem: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.close()
