"""Where a storage account is and how to sign in to it, from an app's settings.

A connection is a setting with a connection string, or settings below its name that say where the
service is (``Conn__accountName``, ``Conn__queueServiceUri``) and whose identity opens it
(``Conn__credential``, ``Conn__clientId``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from nameplate_functions.failures import ConnectionProblem
from nameplate_functions.settings import Settings

Service = Literal["blob", "queue"]
DEFAULT: Final = "AzureWebJobsStorage"
DEVELOPMENT: Final = "UseDevelopmentStorage=true"
_SUFFIX: Final = "core.windows.net"
_PREFIX: Final = "AzureWebJobs"
_STRINGS: Final = ("CUSTOMCONNSTR_", "ConnectionStrings:")
_DEVELOPMENT_ACCOUNT: Final = "devstoreaccount1"
_DEVELOPMENT_KEY: Final = (  # every emulator's, printed in its documentation
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
_PORTS: Final[dict[Service, int]] = {"blob": 10000, "queue": 10001}


@dataclass(frozen=True, slots=True)
class ConnectionString:
    """Opened by what the string holds."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConnection:
    """Opened by a token."""

    uri: str
    managed: bool = False
    """A managed identity, and no other kind of credential."""
    client_id: str | None = None
    resource_id: str | None = None
    tenant_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


Connection = ConnectionString | IdentityConnection


def connection(settings: Settings, name: str, service: Service) -> Connection:
    """A connection by its name. Raises ``ConnectionProblem``."""
    name = name or DEFAULT
    for spelled in _spellings(name):
        text = settings.get(spelled)
        if text:
            return ConnectionString(_string(text, service))
        section = settings.section(spelled)
        if text := section.get("connectionstring"):
            return ConnectionString(_string(text, service))
        if section:
            return _identity(section, name, service)
    raise ConnectionProblem(
        f"the connection '{name}' has no settings: set {name} to a connection string, "
        f"or {name}__accountName or {name}__{service}ServiceUri for an identity"
    )


def _spellings(name: str) -> list[str]:
    return [f"{_PREFIX}{name}", *(f"{each}{name}" for each in _STRINGS), name]


def _identity(section: Mapping[str, str], name: str, service: Service) -> IdentityConnection:
    uri = section.get(f"{service}serviceuri") or section.get("serviceuri")
    account = section.get("accountname")
    if not uri and not account:
        raise ConnectionProblem(
            f"the connection '{name}' says neither {name}__accountName "
            f"nor {name}__{service}ServiceUri"
        )
    kind = section.get("credential", "").strip().lower()
    if kind not in ("", "managedidentity"):
        raise ConnectionProblem(f"{name}__credential: '{kind}' is not known; managedidentity is")
    client, resource = section.get("clientid"), section.get("managedidentityresourceid")
    if client and resource:
        raise ConnectionProblem(
            f"the connection '{name}' names an identity twice: {name}__clientId or "
            f"{name}__managedIdentityResourceId"
        )
    return IdentityConnection(
        uri=(uri or f"https://{account}.{service}.{_SUFFIX}").rstrip("/"),
        managed=kind == "managedidentity",
        client_id=client or None,
        resource_id=resource or None,
        tenant_id=section.get("tenantid") or None,
        client_secret=section.get("clientsecret") or None,
    )


def _string(text: str, service: Service) -> str:
    """A connection string, with the emulator's short form written out."""
    parts = dict(each.partition("=")[::2] for each in text.split(";") if each)
    if parts.get("UseDevelopmentStorage", "").lower() != "true":
        return text
    place = parts.get("DevelopmentStorageProxyUri", "http://127.0.0.1").rstrip("/")
    endpoint = f"{place}:{_PORTS[service]}/{_DEVELOPMENT_ACCOUNT}"
    return (
        f"DefaultEndpointsProtocol=http;AccountName={_DEVELOPMENT_ACCOUNT};"
        f"AccountKey={_DEVELOPMENT_KEY};{service.capitalize()}Endpoint={endpoint};"
    )
