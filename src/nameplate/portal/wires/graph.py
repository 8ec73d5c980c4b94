"""The small Graph, as the pages call it: who is who."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from nameplate.core.cloud import Cloud
from nameplate.portal.wires.caller import Caller


class Graph:
    """Reads the directory."""

    def __init__(self, caller: Caller, cloud: Cloud) -> None:
        self._caller = caller
        self._base = f"https://{cloud.graph_host}{cloud.port_suffix}/v1.0"
        self._audience = cloud.graph_audience.rstrip("/")

    async def get(self, path: str, **options: str) -> Mapping[str, Any]:
        """One object, or a list's first page; ``filter`` becomes ``$filter``."""
        query = urlencode({f"${name}": each for name, each in options.items()}, quote_via=quote)
        url = f"{self._base}{quote(path, safe='/')}{'?' if query else ''}{query}"
        reply = await self._caller.call("GET", url, audience=self._audience)
        document: Mapping[str, Any] = reply.json()
        return document

    async def names(self, object_ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Directory objects by their ids (lower case); those that are gone are left out."""
        wanted = list(dict.fromkeys(object_ids))
        if not wanted:
            return {}
        url = f"{self._base}/directoryObjects/getByIds"
        found: dict[str, Mapping[str, Any]] = {}
        for at in range(0, len(wanted), 1000):
            reply = await self._caller.call(
                "POST", url, {"ids": wanted[at : at + 1000]}, audience=self._audience
            )
            found |= {str(each["id"]).lower(): each for each in reply.json()["value"]}
        return found
