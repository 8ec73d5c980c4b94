"""The sources of managed identity, and the variables by which clients tell them apart.

Clients look at which of these are set, never at who answers (``protocols.md`` A.1): a child has
those of its source and none of the others'. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nameplate.core.secret_value import SecretValue


class Source(StrEnum):
    """What ``--source`` accepts."""

    APP_SERVICE = "app-service"
    APP_SERVICE_2017 = "app-service-2017"
    IMDS = "imds"
    CLOUD_SHELL = "cloud-shell"
    ARC = "arc"
    SERVICE_FABRIC = "service-fabric"
    AZURE_ML = "azure-ml"
    WORKLOAD_IDENTITY = "workload-identity"

    @property
    def is_app_service(self) -> bool:
        """Whether the process also finds what App Service says of its site."""
        return self in (Source.APP_SERVICE, Source.APP_SERVICE_2017)


NAMES: Final = (
    *("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IDENTITY_API_VERSION"),
    *("IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "DEFAULT_IDENTITY_CLIENT_ID"),
    *("AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_ID"),
    *("AZURE_TENANT_ID", "AZURE_AUTHORITY_HOST"),
)
"""Every variable that makes some client choose some source."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the variables are made of."""

    token_origin: str
    """``http://127.0.0.1:8141``"""
    https_origin: str
    """``https://localhost:8443``"""
    secret: SecretValue
    binding_id: str
    thumbprint: str = ""
    """Of the certificate that is served at ``https_origin``: SHA-1, 40 hexadecimal digits."""
    default_client_id: str | None = None
    """Of the identity that is meant where none is named."""


def variables_of(source: Source, facts: SourceFacts) -> dict[str, str]:
    """The variables of a source that is an endpoint (all but workload identity)."""
    return _MAKERS[source](facts)


def _app_service(facts: SourceFacts) -> dict[str, str]:
    """Both generations, one URL and one secret, as the platform has them."""
    url, secret = f"{facts.token_origin}/msi/token/", facts.secret.reveal()
    return {
        "IDENTITY_ENDPOINT": url,
        "IDENTITY_HEADER": secret,
        "MSI_ENDPOINT": url,
        "MSI_SECRET": secret,
    }


def _app_service_2017(facts: SourceFacts) -> dict[str, str]:
    return {
        "MSI_ENDPOINT": f"{facts.token_origin}/msi/token/",
        "MSI_SECRET": facts.secret.reveal(),
        **_default_identity(facts),
    }


def _imds(facts: SourceFacts) -> dict[str, str]:
    """No slash at the end: some clients append one with the path."""
    address = f"{facts.token_origin}/imds/{facts.secret.reveal()}"
    return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": address}


def _cloud_shell(facts: SourceFacts) -> dict[str, str]:
    address = f"{facts.token_origin}/cloudshell/{facts.secret.reveal()}/oauth2/token"
    return {"MSI_ENDPOINT": address}


def _arc(facts: SourceFacts) -> dict[str, str]:
    """No secret: what proves the process is a file."""
    agent = f"{facts.token_origin}/arc/{facts.binding_id}"
    return {
        "IDENTITY_ENDPOINT": f"{agent}/metadata/identity/oauth2/token",
        "IMDS_ENDPOINT": agent,
    }


def _service_fabric(facts: SourceFacts) -> dict[str, str]:
    return {
        "IDENTITY_ENDPOINT": f"{facts.https_origin}/metadata/identity/oauth2/token",
        "IDENTITY_HEADER": facts.secret.reveal(),
        "IDENTITY_SERVER_THUMBPRINT": facts.thumbprint,
        "IDENTITY_API_VERSION": "2019-07-01-preview",
    }


def _azure_ml(facts: SourceFacts) -> dict[str, str]:
    return {
        "MSI_ENDPOINT": f"{facts.token_origin}/azureml/msi/token",
        "MSI_SECRET": facts.secret.reveal(),
        **_default_identity(facts),
    }


def _default_identity(facts: SourceFacts) -> dict[str, str]:
    """What clients name where the program names nothing; .NET throws without it."""
    if facts.default_client_id is None:
        return {}
    return {"DEFAULT_IDENTITY_CLIENT_ID": facts.default_client_id}


_MAKERS: Final[Mapping[Source, Callable[[SourceFacts], dict[str, str]]]] = {
    Source.APP_SERVICE: _app_service,
    Source.APP_SERVICE_2017: _app_service_2017,
    Source.IMDS: _imds,
    Source.CLOUD_SHELL: _cloud_shell,
    Source.ARC: _arc,
    Source.SERVICE_FABRIC: _service_fabric,
    Source.AZURE_ML: _azure_ml,
}
