"""The operator's API, as the pages call it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from nameplate.core.cloud import Cloud
from nameplate.portal.wires.caller import Caller


class Admin:
    """Keys, the trail, status: only for operators (403 for others)."""

    def __init__(self, caller: Caller, cloud: Cloud) -> None:
        self._caller = caller
        self._base = f"https://{cloud.admin_host}{cloud.port_suffix}"
        self._audience = cloud.resource_manager_audiences[0].rstrip("/")

    async def get(self, path: str, **options: str) -> Any:
        """Read something: ``get("/audit", after="0", limit="50")``."""
        query = urlencode(options, quote_via=quote)
        url = f"{self._base}{quote(path, safe='/')}{'?' if query else ''}{query}"
        return (await self._caller.call("GET", url, audience=self._audience)).json()

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Do something."""
        url = f"{self._base}{quote(path, safe='/')}"
        return (await self._caller.call("POST", url, body, audience=self._audience)).json()
