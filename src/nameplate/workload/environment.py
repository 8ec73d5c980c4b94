"""The environment of a child: what is taken out, what is put in, and in which order.

DESIGN 2 ("The child's environment", "Trust") and ``protocols.md`` F.1. Pure: files that the
variables point at are made by ``bundles`` before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from nameplate.core.secret_value import SecretValue
from nameplate.workload import sources

INHERITED_IDENTITY: Final = re.compile(
    r"(IDENTITY|MSI|IMDS)_.*"
    r"|AZURE_(CLIENT|TENANT|USERNAME|PASSWORD|AUTHORITY|FEDERATED|POD_IDENTITY|REGIONAL_AUTHORITY"
    r"|ADDITIONALLY_ALLOWED_TENANTS|TOKEN_CREDENTIALS|IDENTITY|MSI|KUBERNETES|CREDENTIALS"
    r"|ACCESS_TOKEN|ENVIRONMENT|CLOUD|SERVICE_CONNECTION|DISABLE_INSTANCE_DISCOVERY)(_.*|$)"
    r"|ARM_CLOUD_METADATA_URL|DEFAULT_IDENTITY_CLIENT_ID"
)
"""Variables that would speak for another identity, or send a client to another authority."""

OWN_SECRETS: Final = ("NAMEPLATE_MASTER_KEY",)
"""Ours, never a child's: not even ``--keep-env`` hands them on."""

NODE_OPTION: Final = "NODE_OPTIONS"
JAVA_OPTION: Final = "JAVA_TOOL_OPTIONS"
JAVA_STORE_PASSWORD: Final = "changeit"  # noqa: S105 - Java's custom: it protects nothing
_APP_SETTING: Final = "APPSETTING_"
_SETTING_NAME: Final = re.compile(r"[^=\x00]+")
_CONNECTION_PREFIXES: Final[Mapping[str, str]] = {
    "sqlserver": "SQL",
    "sqlazure": "SQLAZURE",
    "mysql": "MYSQL",
    "postgresql": "POSTGRESQL",
    "notificationhub": "NOTIFICATIONHUB",
    "servicebus": "SERVICEBUS",
    "eventhub": "EVENTHUB",
    "docdb": "DOCDB",
    "rediscache": "REDISCACHE",
}


@dataclass(frozen=True, slots=True)
class AppFacts:
    """What an app finds about itself."""

    name: str
    resource_id: str
    resource_group: str
    subscription_id: str
    location: str
    host_name: str
    instance_id: str
    port: int
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    connection_strings: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    """By name, each with its ``value`` and ``type``."""
    slot: str | None = None
    """Which slot of the site; ``None``: production."""
    deployment_id: str = ""
    """Of the content that runs; empty: the site's name."""


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The URL that ends in ``/msi/token/``, and this process's own secret."""

    url: str
    secret: SecretValue


@dataclass(frozen=True, slots=True)
class Sourced:
    """A source of managed identity that was asked for, and its variables."""

    source: sources.Source
    variables: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Routing:
    """How the child's requests reach us."""

    proxy: str | None
    """Our proxy's URL; ``None`` in direct mode."""
    no_proxy: str
    authority: str | None = None
    """In direct mode, the authority under our own domain."""
    arm_metadata: str | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Files with the roots to trust, by the variable that names each."""

    variables: Mapping[str, str]
    java_store: str | None = None
    node_hook: str | None = None


@dataclass(frozen=True, slots=True)
class Folders:
    """Private folders of tools."""

    azure: str
    azd: str
    mono: str | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """A child's environment, and how it differs from the caller's."""

    environment: dict[str, str] = field(repr=False)
    added: dict[str, str] = field(repr=False)
    removed: tuple[str, ...]
    """What the caller had and the child has not, or has with another value: to be named."""

    @property
    def gone(self) -> tuple[str, ...]:
        """What the child has not at all."""
        return tuple(name for name in self.removed if name not in self.environment)


def compose(
    inherited: Mapping[str, str],
    *,
    app: AppFacts,
    endpoint: TokenEndpoint | None,
    routing: Routing,
    trust: Trust,
    folders: Folders,
    keep: bool = False,
    sourced: Sourced | None = None,
) -> Composition:
    """The whole environment. What the platform sets outranks settings, and those what was there.

    ``sourced`` stands for the endpoint where the process is not to find App Service's.
    """
    kept = {name: text for name, text in inherited.items() if keep or not is_foreign(name)}
    told = app_variables(app)
    dropped = (*OWN_SECRETS, *((*sources.NAMES, *told) if sourced is not None else ()))
    for name in dropped:
        kept.pop(name, None)
    own = app_settings(app.settings) | connection_strings(app.connection_strings)
    if sourced is not None and not sourced.source.is_app_service:
        own = {name: own[name] for name in own if not name.startswith(_APP_SETTING)}
        told = {"PORT": told["PORT"]}
    base = kept | own
    added = (
        own
        | told
        | _identity_variables(endpoint, sourced)
        | routing_variables(routing)
        | trust_variables(trust)
        | folder_variables(folders)
    )
    added |= _appended(base, routing, trust)
    environment = kept | added
    foreign = (name for name in inherited if is_foreign(name) or name in dropped)
    removed = sorted(n for n in foreign if environment.get(n) != inherited[n])
    return Composition(environment, added, tuple(removed))


def _identity_variables(endpoint: TokenEndpoint | None, sourced: Sourced | None) -> dict[str, str]:
    if sourced is not None:
        return dict(sourced.variables)
    return endpoint_variables(endpoint) if endpoint is not None else {}


@lru_cache(maxsize=4096)
def is_foreign(name: str) -> bool:
    """Whether an inherited variable would give the child another identity or authority."""
    return INHERITED_IDENTITY.fullmatch(name) is not None


def app_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Each setting as ``NAME`` and ``APPSETTING_NAME``; ``:`` becomes ``__``, as on Linux."""
    found: dict[str, str] = {}
    for name, value in settings.items():
        spelled = name.replace(":", "__")
        if _SETTING_NAME.fullmatch(spelled) and "\x00" not in value:
            found[spelled] = value
            found[f"{_APP_SETTING}{spelled}"] = value
    return found


def connection_strings(given: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Each connection string under its type's prefix, ``CUSTOMCONNSTR_`` where it has none."""
    found: dict[str, str] = {}
    for name, held in given.items():
        prefix = _CONNECTION_PREFIXES.get(held["type"].lower(), "CUSTOM")
        spelled = f"{prefix}CONNSTR_{name.replace(':', '__')}"
        if _SETTING_NAME.fullmatch(spelled) and "\x00" not in held["value"]:
            found[spelled] = held["value"]
    return found


def app_variables(app: AppFacts) -> dict[str, str]:
    """What App Service says of the site (``protocols.md`` F.1)."""
    space = app.location.replace(" ", "")
    return {
        "WEBSITE_SITE_NAME": app.name,
        "APPSETTING_WEBSITE_SITE_NAME": app.name,
        "WEBSITE_HOSTNAME": app.host_name,
        "WEBSITE_RESOURCE_GROUP": app.resource_group,
        "WEBSITE_OWNER_NAME": f"{app.subscription_id}+{app.resource_group}-{space}webspace",
        "WEBSITE_INSTANCE_ID": app.instance_id,
        "WEBSITE_SLOT_NAME": app.slot or "Production",
        "WEBSITE_DEPLOYMENT_ID": app.deployment_id or app.name,
        "WEBSITE_ARM_RESOURCE_ID": app.resource_id,
        "REGION_NAME": app.location,
        "PORT": str(app.port),
        "SERVER_PORT": str(app.port),
    }


def endpoint_variables(endpoint: TokenEndpoint) -> dict[str, str]:
    """Both generations of the local token endpoint: one URL, one secret."""
    secret = endpoint.secret.reveal()
    return {
        "IDENTITY_ENDPOINT": endpoint.url,
        "IDENTITY_HEADER": secret,
        "MSI_ENDPOINT": endpoint.url,
        "MSI_SECRET": secret,
    }


def routing_variables(routing: Routing) -> dict[str, str]:
    """Both spellings of the proxy; or, in direct mode, the names under our own domain."""
    found = {"NO_PROXY": routing.no_proxy, "no_proxy": routing.no_proxy}
    if routing.proxy is not None:
        found |= {"HTTPS_PROXY": routing.proxy, "https_proxy": routing.proxy}
    if routing.authority is not None:
        found["AZURE_AUTHORITY_HOST"] = routing.authority
    if routing.arm_metadata is not None:
        found["ARM_CLOUD_METADATA_URL"] = routing.arm_metadata
    return found


def trust_variables(trust: Trust) -> dict[str, str]:
    """The bundles, in every variable that a client reads (``clients.md`` section 3)."""
    return dict(trust.variables)


def folder_variables(folders: Folders) -> dict[str, str]:
    """Folders of our own for az and azd, and for Mono where it was asked for. Never ``HOME``."""
    found = {"AZURE_CONFIG_DIR": folders.azure, "AZD_CONFIG_DIR": folders.azd}
    if folders.mono is not None:
        found["XDG_CONFIG_HOME"] = folders.mono
    return found


def java_options(routing: Routing, store: str | None) -> str:
    """Java reads no proxy variable and replaces its trust store."""
    words = []
    if store is not None:
        words += [
            f"-Djavax.net.ssl.trustStore={store}",
            "-Djavax.net.ssl.trustStoreType=PKCS12",
            f"-Djavax.net.ssl.trustStorePassword={JAVA_STORE_PASSWORD}",
        ]
    if routing.proxy is not None:
        words += _java_proxy("https", routing.proxy, routing.no_proxy)
    return " ".join(_quoted(word) for word in words)


def java_plain_proxy(proxy: str, no_proxy: str) -> str:
    """Options for plain HTTP, to be appended: of two lists of exceptions Java takes the last."""
    return " ".join(_java_proxy("http", proxy, no_proxy))


def _java_proxy(scheme: str, proxy: str, no_proxy: str) -> list[str]:
    address = urlsplit(proxy)
    return [
        f"-D{scheme}.proxyHost={address.hostname}",
        f"-D{scheme}.proxyPort={address.port}",
        f"-Dhttp.nonProxyHosts={_java_exceptions(no_proxy)}",
    ]


def _java_exceptions(no_proxy: str) -> str:
    """``NO_PROXY`` in Java's words: ``|`` between, ``*`` for anything."""
    found: list[str] = []
    for entry in no_proxy.split(","):
        if entry == "127.0.0.1":
            found.append("127.*")
        elif ":" in entry and entry.count(":") > 1:
            found.append(f"[{entry}]")
        elif entry.startswith("."):
            found.append(f"*{entry}")
        elif "/" not in entry:
            found.append(entry)
    return "|".join(found)


def _quoted(word: str) -> str:
    """The virtual machine splits at blanks and knows quotes."""
    return f'"{word}"' if re.search(r"\s", word) else word


def _appended(base: Mapping[str, str], routing: Routing, trust: Trust) -> dict[str, str]:
    """Options that stand behind those which were there."""
    found: dict[str, str] = {}
    if options := java_options(routing, trust.java_store):
        found[JAVA_OPTION] = f"{base.get(JAVA_OPTION, '')} {options}".strip()
    if trust.node_hook is not None:
        path = trust.node_hook.replace("\\", "\\\\").replace('"', '\\"')
        hook = f'--require "{path}"' if " " in path else f"--require {path}"
        found[NODE_OPTION] = f"{base.get(NODE_OPTION, '')} {hook}".strip()
    return found
