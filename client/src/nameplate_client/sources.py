"""The ways to a token: each connection's own. azure-identity does the asking.

A credential is made anew for each request, so that its own cache does not stand between a caller
who wants a fresh token and the platform; what was got is kept by ``nameplate_client.cache``.
"""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import (
    AzureCliCredential,
    CertificateCredential,
    ClientSecretCredential,
    CredentialUnavailableError,
    ManagedIdentityCredential,
)

from nameplate_client import certificates, connection, current_user, vault
from nameplate_client.certificates import Certificate
from nameplate_client.errors import SourceFailed
from nameplate_client.result import AppAuthenticationResult
from nameplate_client.web import FetchFailed, fetch

RETRIES: Final = 4
"""After the first attempt: waits of 0, 4, 8 and 16 seconds, when 404, 410, 429 or 5xx came back."""
_RETRY: Final[Mapping[str, Any]] = {
    "retry_total": RETRIES,
    "retry_status": RETRIES,
    "retry_backoff_factor": 2,
    "retry_on_status_codes": [404, 410, 429, *range(500, 600)],
}
_ENDPOINTS: Final = ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST")
_WORKLOAD: Final = ("AZURE_FEDERATED_TOKEN_FILE", "AZURE_TENANT_ID", "AZURE_AUTHORITY_HOST")
_ARC_AGENT: Final = "/opt/azcmagent/bin/himds"
_PROBE: Final = "http://169.254.169.254/metadata/instance?api-version=2020-06-01"
_PROBE_SECONDS: Final = 3.0
_DEFAULT_AUTHORITY: Final = "login.microsoftonline.com"


class Source(Protocol):
    """One way to a token."""

    @property
    def method(self) -> str:
        """What it is called where it failed."""

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token; ``SourceFailed`` says why there is none."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where tokens of applications come from: ``azure_ad_instance``."""

    host: str = _DEFAULT_AUTHORITY

    @property
    def options(self) -> dict[str, Any]:
        # Another authority was named on purpose; asking the public cloud whether it exists would
        # make every closed network fail.
        known = self.host == _DEFAULT_AUTHORITY
        return {"authority": self.host, "disable_instance_discovery": not known}


def sources_of(asked: connection.Connection | None, authority: Authority) -> tuple[Source, ...]:
    """What to try, in order: one source, or the default order."""
    match asked:
        case None:
            return (ManagedIdentitySource(), AzureCliSource(), CurrentUserSource())
        case connection.ManagedIdentity():
            return (ManagedIdentitySource(asked.client_id, asked.retry_seconds),)
        case connection.AzureCli():
            return (AzureCliSource(),)
        case connection.CurrentUser():
            return (CurrentUserSource(),)
        case connection.ClientSecret():
            return (ClientSecretSource(asked, authority),)
        case connection.ClientCertificate():
            return (ClientCertificateSource(asked, authority),)
        case connection.KeyVaultCertificate():
            return (KeyVaultCertificateSource(asked, authority),)


@dataclass(frozen=True, slots=True)
class ManagedIdentitySource:
    """App Service, IMDS, Arc, Cloud Shell, Service Fabric, workload identity: what is here."""

    client_id: str | None = None
    retry_seconds: int | None = None
    method: str = "managed identity"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the app's identity; its tenant is its own."""
        del tenant
        if not _has_endpoint(os.environ) and not _probe():
            raise SourceFailed(
                "No managed identity endpoint was found: IDENTITY_ENDPOINT and MSI_ENDPOINT are "
                f"not set, and {urlsplit(_PROBE).hostname} did not answer.",
                unavailable=True,
            )
        options = _retrying(self.retry_seconds)

        def ask() -> AccessToken:
            with ManagedIdentityCredential(client_id=self.client_id, **options) as credential:
                token: AccessToken = credential.get_token(_scope(resource))
                return token

        return _result(ask, resource)


@dataclass(frozen=True, slots=True)
class AzureCliSource:
    """Who is signed in with ``az login``."""

    method: str = "Azure CLI"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the developer."""
        return _result(
            lambda: AzureCliCredential(tenant_id=tenant or "").get_token(_scope(resource)), resource
        )


@dataclass(frozen=True, slots=True)
class CurrentUserSource:
    """The user of the operating system."""

    method: str = "the operating system's user"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the directory user that the operating system's user is, on this platform."""
        return current_user.obtain(resource, tenant)


@dataclass(frozen=True, slots=True)
class ClientSecretSource:
    """An application with a secret."""

    asked: connection.ClientSecret
    authority: Authority
    method: str = "client secret"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the application."""

        def ask() -> AccessToken:
            with ClientSecretCredential(
                tenant or self.asked.tenant_id,
                self.asked.client_id,
                self.asked.secret,
                **self.authority.options,
            ) as credential:
                return credential.get_token(_scope(resource))

        return _result(ask, resource)


@dataclass(frozen=True, slots=True)
class ClientCertificateSource:
    """An application with a certificate that lies in a file."""

    asked: connection.ClientCertificate
    authority: Authority
    method: str = "client certificate"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the application; the file is read each time, so that it may be renewed."""
        found = certificates.find(
            self.asked.location, thumbprint=self.asked.thumbprint, subject=self.asked.subject
        )
        return _with_certificate(
            found,
            (tenant or self.asked.tenant_id, self.asked.client_id),
            self.authority,
            resource,
            send_chain=self.asked.subject is not None,
        )


@dataclass(frozen=True, slots=True)
class KeyVaultCertificateSource:
    """An application with a certificate that the app's managed identity reads in a vault."""

    asked: connection.KeyVaultCertificate
    authority: Authority
    method: str = "a certificate in Key Vault"

    def obtain(self, resource: str, tenant: str | None) -> AppAuthenticationResult:
        """A token of the application."""
        identity = ManagedIdentitySource(self.asked.identity_client_id, self.asked.retry_seconds)
        fetched = vault.certificate_of(
            self.asked.secret_identifier,
            lambda wanted: identity.obtain(wanted, None).access_token,
        )
        return _with_certificate(
            fetched.certificate,
            (tenant or self.asked.tenant_id or fetched.tenant_id, self.asked.client_id),
            self.authority,
            resource,
            send_chain=False,
        )


class _Patience(RequestsTransport):  # type: ignore[misc]  # the SDK exports it lazily, untyped
    """Waits between attempts until a time has passed: ``MsiRetryTimeout``."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def sleep(self, duration: float) -> None:
        if time.monotonic() + duration > self._until:
            raise ClientAuthenticationError(
                f"The endpoint fails and another attempt would come after the "
                f"{self._seconds} seconds of MsiRetryTimeout."
            )
        super().sleep(duration)


def _retrying(seconds: int | None) -> dict[str, Any]:
    if seconds is None:
        return dict(_RETRY)
    if seconds == 0:
        return {**_RETRY, "retry_total": 0}
    return {**_RETRY, "timeout": seconds, "transport": _Patience(seconds)}


def _with_certificate(
    certificate: Certificate,
    application: tuple[str, str],
    authority: Authority,
    resource: str,
    *,
    send_chain: bool,
) -> AppAuthenticationResult:
    tenant, client_id = application

    def ask() -> AccessToken:
        with CertificateCredential(
            tenant,
            client_id,
            certificate_data=certificate.pem,
            send_certificate_chain=send_chain,
            **authority.options,
        ) as credential:
            return credential.get_token(_scope(resource))

    return _result(ask, resource, certificate.thumbprint)


def _result(
    ask: Callable[[], AccessToken], resource: str, thumbprint: str | None = None
) -> AppAuthenticationResult:
    try:
        token = ask()
    except CredentialUnavailableError as problem:
        raise SourceFailed(_sentence(problem), unavailable=True) from problem
    except (AzureError, ValueError, KeyError, TypeError) as problem:
        raise SourceFailed(_sentence(problem)) from problem
    return AppAuthenticationResult(
        access_token=token.token,
        expires_on=token.expires_on,
        resource=resource,
        certificate_thumbprint=thumbprint,
    )


def _sentence(problem: Exception) -> str:
    text = str(getattr(problem, "message", None) or problem).strip()
    said = re.sub(r"\s+", " ", text) or type(problem).__name__
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _scope(resource: str) -> str:
    return resource if resource.endswith("/.default") else f"{resource}/.default"


def _has_endpoint(environment: Mapping[str, str]) -> bool:
    return (
        any(environment.get(name) for name in _ENDPOINTS)
        or all(environment.get(name) for name in _WORKLOAD)
        or Path(_ARC_AGENT).exists()
    )


def _probe() -> bool:
    """Whether the instance metadata service of a virtual machine answers."""
    try:
        reply = fetch(_PROBE, {"Metadata": "true"}, seconds=_PROBE_SECONDS)
    except FetchFailed:
        return False
    # Docker Desktop's proxy answers for it where it is not.
    return not (reply.status == 403 and b"unreachable" in reply.body) and reply.status < 502
