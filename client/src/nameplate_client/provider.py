"""``AzureServiceTokenProvider``: the interface of Microsoft.Azure.Services.AppAuthentication.

    provider = AzureServiceTokenProvider()
    token = provider.get_access_token("https://vault.azure.net")

Without a connection string (given, or in ``AzureServicesAuthConnectionString``) it tries a managed
identity, the Azure CLI and the operating system's user, in this order, and remembers what worked.
"""

import os
from typing import Final
from urllib.parse import urlsplit

from nameplate_client import connection
from nameplate_client.cache import SHARED, TokenCache
from nameplate_client.errors import (
    Attempt,
    AzureServiceTokenProviderException,
    ConnectionStringError,
    SourceFailed,
)
from nameplate_client.result import AppAuthenticationResult, Principal
from nameplate_client.sources import Authority, Source, sources_of

VARIABLE: Final = "AzureServicesAuthConnectionString"
DEFAULT_INSTANCE: Final = "https://login.microsoftonline.com/"


class AzureServiceTokenProvider:
    """Tokens of whoever this code runs as. Safe to share between threads; cheap to make."""

    def __init__(
        self,
        connection_string: str | None = None,
        azure_ad_instance: str = DEFAULT_INSTANCE,
        *,
        cache: TokenCache | None = None,
    ) -> None:
        instance = urlsplit(azure_ad_instance)
        if instance.scheme != "https" or not instance.hostname or instance.username:
            raise ConnectionStringError(
                f"azure_ad_instance is an https address such as {DEFAULT_INSTANCE}"
            )
        text = connection_string or os.environ.get(VARIABLE) or None
        self._connection = connection.parse(text) if text is not None else None
        self._shown = connection.redacted(text) if text is not None else None
        self._authority = Authority(instance.netloc.lower())
        self._sources = sources_of(self._connection, self._authority)
        self._worked: Source | None = None
        self._cache = cache if cache is not None else SHARED
        self._principal: Principal | None = None

    @property
    def principal_used(self) -> Principal | None:
        """Who the last token was for; nothing before there was one."""
        return self._principal

    def get_access_token(
        self, resource: str, tenant_id: str | None = None, *, force_refresh: bool = False
    ) -> str:
        """A token for a resource, such as ``https://vault.azure.net`` or ``api://orders``."""
        result = self.get_authentication_result(resource, tenant_id, force_refresh=force_refresh)
        return result.access_token

    def get_authentication_result(
        self, resource: str, tenant_id: str | None = None, *, force_refresh: bool = False
    ) -> AppAuthenticationResult:
        """A token with its times. Kept for the process until five minutes before it expires."""
        _check(resource, tenant_id)
        result = self._cache.get(
            self._key(resource, tenant_id),
            lambda: self._obtain(resource, tenant_id),
            force=force_refresh,
        )
        return self._used(result)

    def kept_result(self, resource: str, tenant_id: str | None) -> AppAuthenticationResult | None:
        """What can be had without asking anybody."""
        _check(resource, tenant_id)
        kept = self._cache.peek(self._key(resource, tenant_id))
        return self._used(kept) if kept is not None else None

    def key_vault_token_callback(self, authority: str, resource: str, scope: str = "") -> str:
        """A token as a vault's challenge asks for it: for ``KeyVaultClient`` and its like."""
        del scope  # a vault's challenge names its resource
        return self.get_access_token(resource, self.tenant_of(authority))

    def key_vault_authentication_callback(
        self, authority: str, resource: str, scope: str = "", scheme: str = "Bearer"
    ) -> tuple[str, str]:
        """The same in the form of Python's azure-keyvault 1.x: scheme and token."""
        del scheme  # the scheme that is answered is ours
        result = self.key_vault_token_callback(authority, resource, scope)
        return "Bearer", result

    def tenant_of(self, authority: str) -> str | None:
        """The tenant that an authority's address names; refused where the host is another one.

        Whoever names the authority gets the application's proof of itself, and a challenge comes
        from whoever was called.
        """
        parts = urlsplit(authority)
        if parts.scheme != "https" or parts.netloc.lower() != self._authority.host:
            raise ConnectionStringError(
                f"the challenge names the authority {parts.scheme}://{parts.netloc}, which is not "
                f"the azure_ad_instance of this provider, https://{self._authority.host}"
            )
        return parts.path.strip("/").partition("/")[0] or None

    def _used(self, result: AppAuthenticationResult) -> AppAuthenticationResult:
        self._principal = result.principal()
        return result

    def _key(self, resource: str, tenant_id: str | None) -> tuple[object, ...]:
        return (self._connection, self._authority, resource, tenant_id)

    def _obtain(self, resource: str, tenant_id: str | None) -> AppAuthenticationResult:
        attempts: list[Attempt] = []
        for source in (self._worked,) if self._worked is not None else self._sources:
            try:
                result = source.obtain(resource, tenant_id)
            except SourceFailed as failed:
                attempts.append(Attempt(source.method, str(failed), failed.unavailable))
            else:
                self._worked = source
                return result
        authority = f"https://{self._authority.host}/{tenant_id}" if tenant_id else None
        raise AzureServiceTokenProviderException(
            self._shown, resource, authority, attempts=tuple(attempts)
        )


def _check(resource: str, tenant_id: str | None) -> None:
    if not resource or not resource.strip():
        raise ValueError("a token is for a resource, such as https://vault.azure.net")
    if tenant_id is not None and not tenant_id.replace("-", "").replace(".", "").isalnum():
        raise ValueError("a tenant is a GUID or a domain")
