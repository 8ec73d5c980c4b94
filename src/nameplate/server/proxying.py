"""What the proxy is told: which names are served here, and what was before it."""

from nameplate.config.errors import ConfigurationError
from nameplate.config.settings import Settings
from nameplate.core.cloud import Cloud
from nameplate.edge.proxy import ProxySettings
from nameplate.edge.routes import RouteTable, read_routes
from nameplate.edge.upstream import Upstream
from nameplate.server.endpoints import LOOPBACK, Endpoints


def routes_of(settings: Settings, cloud: Cloud) -> RouteTable:
    """The routes that the settings name. Raises ConfigurationError naming what is wrong."""
    try:
        return read_routes(settings.routes, cloud)
    except ValueError as problem:
        raise ConfigurationError(f"{problem}.") from None


def proxy_settings(settings: Settings, cloud: Cloud, endpoints: Endpoints) -> ProxySettings:
    """Read routes and the upstream proxy. Raises ConfigurationError naming what is wrong."""
    return ProxySettings(
        routes=routes_of(settings, cloud),
        tls=(LOOPBACK, endpoints.https),
        metadata=(LOOPBACK, endpoints.token) if settings.imds_app else None,
        upstream=upstream_of(settings),
    )


def upstream_of(settings: Settings) -> Upstream:
    """The proxy that was there before. Raises ConfigurationError when its URL is none."""
    found = settings.upstream
    try:
        return Upstream(https=found.https, http=found.http, bypass=found.bypass)
    except ValueError as problem:
        raise ConfigurationError(f"{problem}.") from None
