"""A vault's data plane, as the pages call it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from nameplate.core.cloud import Cloud
from nameplate.portal.wires.arm import Page, skip_token
from nameplate.portal.wires.caller import Caller

VERSION: Final = "7.4"


class Vaults:
    """Calls a vault by its ``vaultUri``, as ARM gives it."""

    def __init__(self, caller: Caller, cloud: Cloud) -> None:
        self._caller = caller
        self._audience = cloud.vault_audience

    async def get(self, vault_uri: str, path: str) -> Mapping[str, Any]:
        """One thing, such as ``/secrets/db-password``."""
        return await self._asked("GET", vault_uri, path)

    async def page(self, vault_uri: str, path: str, *, size: int = 25, after: str = "") -> Page:
        """A page of a list; ``after`` is the ``$skiptoken`` of the one before."""
        asked = {"maxresults": str(size), **({"$skiptoken": after} if after else {})}
        document = await self._asked("GET", vault_uri, path, options=asked)
        return Page(tuple(document["value"]), skip_token(document.get("nextLink")))

    async def put(self, vault_uri: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Set something."""
        return await self._asked("PUT", vault_uri, path, body)

    async def patch(self, vault_uri: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change the attributes of something."""
        return await self._asked("PATCH", vault_uri, path, body)

    async def post(
        self, vault_uri: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Mapping[str, Any]:
        """An action, such as ``/deletedsecrets/NAME/recover``."""
        return await self._asked("POST", vault_uri, path, body)

    async def delete(self, vault_uri: str, path: str) -> Mapping[str, Any]:
        """Delete something; or purge it, when it is a deleted one."""
        return await self._asked("DELETE", vault_uri, path)

    async def _asked(
        self,
        method: str,
        vault_uri: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        options: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        query = urlencode({"api-version": VERSION, **(options or {})}, quote_via=quote)
        url = f"{vault_uri.rstrip('/')}{quote(path, safe='/')}?{query}"
        reply = await self._caller.call(method, url, body, audience=self._audience)
        return reply.json() or {}
