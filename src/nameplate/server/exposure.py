"""Who may be reached from other machines: only an installation under names of its own.

DESIGN 1: with Microsoft's host names or issuer a server that others reach would pass for somebody
else's. On loopback it serves its own user, and production names are the point.
"""

import ipaddress

from nameplate.config.errors import ConfigurationError
from nameplate.config.settings import Settings
from nameplate.core.cloud import AZURE_PUBLIC


def refuse_borrowed_names(settings: Settings, issuer_base: str | None = None) -> None:
    """Raise ConfigurationError where a server beyond loopback has names that are not its own.

    ``issuer_base`` is the installation's, once it is known: it was decided at the first start.
    """
    if is_loopback(settings.host):
        return
    if settings.domain is None:
        raise ConfigurationError(
            f"host {settings.host} can be reached from other machines, so the installation needs "
            "names of its own: set domain (NAMEPLATE_DOMAIN), or listen on 127.0.0.1."
        )
    if issuer_base == AZURE_PUBLIC.issuer_base:
        raise ConfigurationError(
            f"host {settings.host} can be reached from other machines, and this home's issuer is "
            f"{issuer_base}: use a home that was founded with a domain of its own."
        )


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is this machine's alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
