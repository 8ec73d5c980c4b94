"""What a server says of itself: ``nameplate status`` and the roots that clients trust."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nameplate import __version__
from nameplate.admin.status import Facts

if TYPE_CHECKING:
    from nameplate.server.running import Server


def status(server: "Server") -> Facts:
    """Facts of the running server; none of them is a secret."""

    async def collect() -> Mapping[str, Any]:
        facts, cloud, endpoints = server.facts, server.cloud, server.endpoints
        return {
            "version": __version__,
            "mode": server.mode.value,
            "pid": os.getpid(),
            "home": str(server.settings.home.root),
            "tenantId": facts.tenant_id,
            "subscriptionId": facts.subscription_id,
            "issuer": f"{facts.issuer_base}{facts.tenant_id}/",
            "ports": {
                "https": endpoints.https,
                "token": endpoints.token,
                "proxy": endpoints.proxy,
                **({"portal": endpoints.portal} if endpoints.portal else {}),
            },
            **({"portal": server.portal_origin} if endpoints.portal else {}),
            "cloud": {
                "name": cloud.name,
                "authority": cloud.authority,
                "resourceManager": cloud.resource_manager,
                "vaultSuffix": cloud.vault_suffix,
            },
            "tokenEndpoint": endpoints.token_url,
            **(server.hosting.status() if server.hosting is not None else {}),
        }

    return collect


def trust(server: "Server") -> Facts:
    """The public certificates to trust, as text."""

    async def collect() -> Mapping[str, Any]:
        home = server.settings.home
        return {
            "rootsPem": home.production_roots.read_text("ascii"),
            "ownRootsPem": home.own_roots.read_text("ascii"),
        }

    return collect
