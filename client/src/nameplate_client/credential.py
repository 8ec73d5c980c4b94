"""``AzureServiceTokenCredential``: the provider in the shape that every client of the SDK takes."""

from types import TracebackType
from typing import Any, Self

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CredentialUnavailableError

from nameplate_client.errors import AzureServiceTokenProviderException
from nameplate_client.provider import AzureServiceTokenProvider
from nameplate_client.result import AppAuthenticationResult


class AzureServiceTokenCredential:
    """A ``TokenCredential`` (and ``SupportsTokenInfo``) over a provider.

    client = SecretClient("https://contoso.vault.azure.net", AzureServiceTokenCredential())
    """

    def __init__(self, provider: AzureServiceTokenProvider | None = None) -> None:
        self._provider = provider if provider is not None else AzureServiceTokenProvider()

    def get_token(
        self, *scopes: str, claims: str | None = None, tenant_id: str | None = None, **_: Any
    ) -> AccessToken:
        """A token for one scope; a claims challenge asks for a fresh one."""
        result = self._result(scopes, tenant_id, claims)
        return AccessToken(result.access_token, result.expires_on)

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """The same, as newer clients ask for it."""
        given = options or {}
        result = self._result(scopes, given.get("tenant_id"), given.get("claims"))
        return AccessTokenInfo(result.access_token, result.expires_on, token_type=result.token_type)

    def _result(
        self, scopes: tuple[str, ...], tenant_id: str | None, claims: str | None
    ) -> AppAuthenticationResult:
        try:
            return self._provider.get_authentication_result(
                resource_of(scopes), tenant_id or None, force_refresh=bool(claims)
            )
        except AzureServiceTokenProviderException as failed:
            raise as_azure_error(failed) from failed

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def resource_of(scopes: tuple[str, ...]) -> str:
    """The resource of a scope, as managed identities take it."""
    if len(scopes) != 1:
        raise ValueError(
            "a token is for exactly one scope, such as https://vault.azure.net/.default"
        )
    return scopes[0].removesuffix("/.default")


def as_azure_error(failed: AzureServiceTokenProviderException) -> ClientAuthenticationError:
    """The error that clients of the SDK and credential chains know."""
    if failed.unavailable:
        return CredentialUnavailableError(message=str(failed))
    return ClientAuthenticationError(message=str(failed))
