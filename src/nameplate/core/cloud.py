"""Every host name of a cloud, as one value: nothing else in the house spells one."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class AuthorityNetwork:
    """Authority hosts that are one to a client's token cache, as instance discovery lists them."""

    preferred_network: str
    preferred_cache: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cloud's services that are not served here: names that templates build others from."""

    portal: str
    gallery: str
    graph: str
    """The graph before Microsoft Graph, as ``environment()`` still gives it."""
    data_lake: str
    batch: str
    media: str
    sql_management: str
    image_aliases: str
    registry_suffix: str
    sql_suffix: str
    data_lake_analytics_suffix: str
    data_lake_store_suffix: str
    front_door_suffix: str


@dataclass(frozen=True)
class Cloud:
    """The names under which an installation is reached, and the audiences that it knows.

    ``port`` is what a client sees: 443 behind the proxy, the listener's own in direct mode.
    """

    name: str
    authority_host: str
    authority_aliases: tuple[str, ...]
    resource_manager_host: str
    graph_host: str
    vault_suffix: str
    sites_suffix: str
    admin_host: str
    """The operator's own API: never a name of anybody else's."""
    issuer_base: str
    """v1 issuer = ``{issuer_base}{tenant}/``; Entra's is ``https://sts.windows.net/``."""
    resource_manager_audiences: tuple[str, ...]
    graph_audience: str
    well_known_resources: tuple[str, ...] = ()
    resource_suffixes: tuple[str, ...] = ()
    refused_suffixes: tuple[str, ...] = ()
    """Names that the proxy never lets out, because a token or a secret could go with them."""
    port: int = 443
    extra_resources: tuple[str, ...] = field(default=())
    instance_name: str = ""
    """``cloud_instance_name`` of discovery; the authority's own host where there is none."""
    legacy_graph_host: str = ""
    rbac_host: str = ""
    device_sign_in: str = ""
    """Where a person enters a device code."""
    storage_suffix: str = ""
    """What stands after the service in a storage account's host names: ``name.blob.SUFFIX``."""
    insights_suffix: str = ""
    """What stands after the region in a telemetry component's ingestion endpoint."""
    assertion_help: str = ""
    """The page that the authority's refusals of a client assertion refer to."""
    regional_suffixes: tuple[str, ...] = ()
    """One label before these is a region: its authority gives applications their tokens."""
    foreign_networks: tuple[AuthorityNetwork, ...] = ()
    """Other clouds' authorities: listed in instance discovery, never served."""
    elsewhere: Elsewhere | None = None
    publishing_audience: str = ""
    """What else tokens for the deployment services of apps may be for."""
    service_suffixes: tuple[tuple[str, str], ...] = ()
    """Audiences whose services have other names than they have."""

    @property
    def others(self) -> Elsewhere:
        """What is not served here; where nothing is known of it, this control plane's own host."""
        return self.elsewhere or _nowhere(self.resource_manager, self.resource_manager_host)

    @property
    def authority(self) -> str:
        """``https://login.microsoftonline.com``, with the port where it is not 443."""
        return f"https://{self.authority_host}{self.port_suffix}"

    @property
    def resource_manager(self) -> str:
        return f"https://{self.resource_manager_host}{self.port_suffix}"

    @property
    def vault_audience(self) -> str:
        """What the challenge of a vault names: with the port, which SDKs compare."""
        return f"https://{self.vault_suffix}{self.port_suffix}"

    @property
    def port_suffix(self) -> str:
        return "" if self.port == 443 else f":{self.port}"

    def issuer(self, tenant_id: str) -> str:
        """The ``iss`` of v1 tokens."""
        return f"{self.issuer_base}{tenant_id}/"

    def issuer_v2(self, tenant_id: str) -> str:
        return f"{self.authority}/{tenant_id}/v2.0"

    def vault_host(self, vault_name: str) -> str:
        return f"{vault_name.lower()}.{self.vault_suffix}"

    def vault_uri(self, vault_name: str) -> str:
        """``https://contoso.vault.azure.net/`` (with the slash, as ARM answers)."""
        return f"https://{self.vault_host(vault_name)}{self.port_suffix}/"

    def site_host(self, site_name: str) -> str:
        return f"{site_name.lower()}.{self.sites_suffix}"

    def vault_of(self, host: str) -> str | None:
        """The vault whose data plane a host name (no port) is, or ``None``."""
        label, _, suffix = host.lower().partition(".")
        return label if label and suffix == self.vault_suffix else None

    def site_of(self, host: str) -> str | None:
        label, _, suffix = host.lower().partition(".")
        return label if label and suffix == self.sites_suffix else None

    @property
    def scm_suffix(self) -> str:
        """What stands after a site's label in the name of its deployment service."""
        return f"scm.{self.sites_suffix}"

    def scm_of(self, host: str) -> str | None:
        """The site (its label) whose deployment service a host name is, or ``None``."""
        label, _, suffix = host.lower().partition(".")
        return label if label and suffix == self.scm_suffix else None

    def region_of(self, host: str) -> str | None:
        """The region whose authority a host name (no port) is, or ``None``."""
        label, _, suffix = host.lower().partition(".")
        regional = suffix in self.regional_suffixes and host.lower() not in self._fixed_hosts
        return label if label and regional else None

    def serves(self, host: str) -> bool:
        """Whether a host name (no port) is one that an installation answers itself."""
        name = host.lower().rstrip(".")
        one_label = (self.vault_of, self.site_of, self.scm_of, self.region_of)
        return name in self._fixed_hosts or any(of(name) for of in one_label)

    def refuses(self, host: str) -> bool:
        """Whether the proxy must refuse a host name, because it is a real cloud's."""
        name = host.lower().rstrip(".")
        return not self.serves(name) and any(
            name == suffix or name.endswith(f".{suffix}") for suffix in self.refused_suffixes
        )

    def knows_resource(self, resource: str) -> bool:
        """Whether a token may be asked for a resource (its trailing slash does not matter)."""
        bare = resource.rstrip("/")
        if bare in self._resources:
            return True
        try:
            split = urlsplit(bare)
        except ValueError:  # no URL at all, such as an unclosed bracket
            return False
        host = (split.hostname or "").lower()
        return split.scheme == "https" and any(
            host.endswith(f".{suffix}") for suffix in self.resource_suffixes
        )

    @cached_property
    def vault_audiences(self) -> frozenset[str]:
        """The audiences that a vault accepts: both spellings of the slash."""
        return frozenset((self.vault_audience, f"{self.vault_audience}/"))

    @cached_property
    def _fixed_hosts(self) -> frozenset[str]:
        hosts = (
            self.authority_host,
            *self.authority_aliases,
            self.resource_manager_host,
            self.graph_host,
            self.admin_host,
        )
        return frozenset(hosts)

    @cached_property
    def _resources(self) -> frozenset[str]:
        every = (
            self.vault_audience,
            self.graph_audience,
            *self.resource_manager_audiences,
            *self.well_known_resources,
            *self.extra_resources,
            self.publishing_audience,
        )
        return frozenset(uri.rstrip("/") for uri in every if uri)


def _nowhere(url: str, host: str) -> Elsewhere:
    """Endpoints that say no, and suffixes under which nothing is found."""
    return Elsewhere(
        portal=url,
        gallery=url,
        graph=url,
        data_lake=url,
        batch=url,
        media=url,
        sql_management=url,
        image_aliases=url,
        registry_suffix=f"registry.{host}",
        sql_suffix=f"sql.{host}",
        data_lake_analytics_suffix=f"datalakeanalytics.{host}",
        data_lake_store_suffix=f"datalakestore.{host}",
        front_door_suffix=f"frontdoor.{host}",
    )


_AZURE_SUFFIXES: Final = (
    "azure.com",
    "azure.net",
    "azurewebsites.net",
    "azure-api.net",
    "azurecr.io",
    "azconfig.io",
    "azuredatabricks.net",
    "azureedge.net",
    "azurefd.net",
    "azurestaticapps.net",
    "azurecontainerapps.io",
    "microsoftonline.com",
    "microsoftonline-p.com",
    "login.microsoft.com",
    "graph.microsoft.com",
    "vault.azure.net",
    "windows.net",
    "cloudapp.net",
    "trafficmanager.net",
)

AZURE_PUBLIC: Final = Cloud(
    name="AzureCloud",
    authority_host="login.microsoftonline.com",
    authority_aliases=("login.windows.net", "login.microsoft.com", "sts.windows.net"),
    resource_manager_host="management.azure.com",
    graph_host="graph.microsoft.com",
    vault_suffix="vault.azure.net",
    sites_suffix="azurewebsites.net",
    admin_host="admin.nameplate.localhost",
    issuer_base="https://sts.windows.net/",
    resource_manager_audiences=(
        "https://management.azure.com/",
        "https://management.core.windows.net/",
    ),
    graph_audience="https://graph.microsoft.com",
    well_known_resources=(
        "https://graph.windows.net",
        "https://managedhsm.azure.net",
        "https://storage.azure.com",
        "https://database.windows.net",
        "https://ossrdbms-aad.database.windows.net",
        "https://cosmos.azure.com",
        "https://servicebus.azure.net",
        "https://eventhubs.azure.net",
        "https://eventgrid.azure.net",
        "https://azconfig.io",
        "https://appconfig.azure.com",
        "https://search.azure.com",
        "https://cognitiveservices.azure.com",
        "https://ai.azure.com",
        "https://redis.azure.com",
        "https://batch.core.windows.net",
        "https://datalake.azure.net",
        "https://api.loganalytics.io",
        "https://monitor.azure.com",
        "https://api.applicationinsights.io",
        "https://iothubs.azure.net",
        "https://purview.azure.net",
        "https://containerregistry.azure.net",
        "https://attest.azure.net",
        "https://communication.azure.com",
        "https://signalr.azure.com",
        "https://webpubsub.azure.com",
        "https://dev.azuresynapse.net",
    ),
    resource_suffixes=(
        "vault.azure.net",
        "blob.core.windows.net",
        "queue.core.windows.net",
        "table.core.windows.net",
        "file.core.windows.net",
        "dfs.core.windows.net",
        "servicebus.windows.net",
        "documents.azure.com",
        "azconfig.io",
        "azurewebsites.net",
        "search.windows.net",
        "cognitiveservices.azure.com",
        "openai.azure.com",
        "crm.dynamics.com",
        "kusto.windows.net",
    ),
    refused_suffixes=_AZURE_SUFFIXES,
    instance_name="microsoftonline.com",
    legacy_graph_host="graph.windows.net",
    publishing_audience="https://appservice.azure.com",
    storage_suffix="core.windows.net",
    elsewhere=Elsewhere(
        portal="https://portal.azure.com",
        gallery="https://gallery.azure.com/",
        graph="https://graph.windows.net/",
        data_lake="https://datalake.azure.net/",
        batch="https://batch.core.windows.net/",
        media="https://rest.media.azure.net",
        sql_management="https://management.core.windows.net:8443/",
        image_aliases=(
            "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/"
            "quickstart-templates/aliases.json"
        ),
        registry_suffix="azurecr.io",
        sql_suffix="database.windows.net",
        data_lake_analytics_suffix="azuredatalakeanalytics.net",
        data_lake_store_suffix="azuredatalakestore.net",
        front_door_suffix="azurefd.net",
    ),
    service_suffixes=(
        ("https://storage.azure.com", "core.windows.net"),
        ("https://cosmos.azure.com", "documents.azure.com"),
        ("https://servicebus.azure.net", "servicebus.windows.net"),
        ("https://eventhubs.azure.net", "servicebus.windows.net"),
        ("https://search.azure.com", "search.windows.net"),
        ("https://cognitiveservices.azure.com", "openai.azure.com"),
    ),
    insights_suffix="in.applicationinsights.azure.com",
    rbac_host="pas.windows.net",
    device_sign_in="https://microsoft.com/devicelogin",
    assertion_help=(
        "https://docs.microsoft.com/azure/active-directory/develop/"
        "active-directory-certificate-credentials"
    ),
    regional_suffixes=("r.login.microsoftonline.com", "login.microsoft.com"),
    foreign_networks=(
        AuthorityNetwork(
            "login.partner.microsoftonline.cn",
            "login.partner.microsoftonline.cn",
            ("login.partner.microsoftonline.cn", "login.chinacloudapi.cn"),
        ),
        AuthorityNetwork(
            "login.microsoftonline.de", "login.microsoftonline.de", ("login.microsoftonline.de",)
        ),
        AuthorityNetwork(
            "login.microsoftonline.us",
            "login.microsoftonline.us",
            ("login.microsoftonline.us", "login.usgovcloudapi.net"),
        ),
        AuthorityNetwork(
            "login-us.microsoftonline.com",
            "login-us.microsoftonline.com",
            ("login-us.microsoftonline.com",),
        ),
    ),
)


def own_cloud(domain: str, port: int = 443) -> Cloud:
    """The cloud of an installation's own domain: direct mode, and every server that others reach.

    ``domain`` is a DNS name such as ``localhost`` or ``id.contoso.example``.
    """
    suffix = "" if port == 443 else f":{port}"
    return Cloud(
        name="Nameplate",
        authority_host=f"login.{domain}",
        authority_aliases=(),
        resource_manager_host=f"management.{domain}",
        graph_host=f"graph.{domain}",
        vault_suffix=f"vault.{domain}",
        sites_suffix=f"sites.{domain}",
        admin_host=f"admin.{domain}",
        issuer_base=f"https://login.{domain}{suffix}/",
        resource_manager_audiences=(f"https://management.{domain}{suffix}/",),
        graph_audience=f"https://graph.{domain}{suffix}",
        well_known_resources=AZURE_PUBLIC.well_known_resources,
        publishing_audience=AZURE_PUBLIC.publishing_audience,
        resource_suffixes=(f"vault.{domain}", f"sites.{domain}"),
        regional_suffixes=(f"login.{domain}",),
        refused_suffixes=(),
        storage_suffix=f"storage.{domain}",
        insights_suffix=f"insights.{domain}",
        port=port,
    )
