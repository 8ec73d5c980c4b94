"""Azure Resource Manager, as the pages call it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from nameplate.core.cloud import Cloud
from nameplate.portal.api import Fields, Reply
from nameplate.portal.failures import ApiFailure
from nameplate.portal.permissions import Permissions
from nameplate.portal.wires.caller import Caller

GENERIC: Final = "2021-04-01"
PERMISSIONS: Final = "2022-04-01"
_NEW: Final = (("if-none-match", "*"),)
_LOOKS: Final = 600
_BETWEEN: Final = 0.1
"""Seconds between looks at what takes its time: it is in this process."""


@dataclass(frozen=True, slots=True)
class Item:
    """A resource and the etag that it was read with."""

    document: Mapping[str, Any]
    etag: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``after`` asks for the next one, if there is one."""

    items: tuple[Mapping[str, Any], ...]
    after: str | None


class Arm:
    """Reads and writes resources by their ids."""

    def __init__(self, caller: Caller, cloud: Cloud) -> None:
        self._caller = caller
        self._base = cloud.resource_manager
        self._audience = cloud.resource_manager_audiences[0].rstrip("/")

    async def get(self, resource_id: str, api_version: str, **options: str) -> Item:
        """One resource. Raises ApiFailure (404, 403...)."""
        url = self._url(resource_id, api_version, options)
        reply = await self._caller.call("GET", url, audience=self._audience)
        return _item(reply)

    async def find(self, resource_id: str, api_version: str) -> Item | None:
        """One resource, or ``None`` when it is not there."""
        try:
            return await self.get(resource_id, api_version)
        except ApiFailure as failure:
            if failure.status == 404:
                return None
            raise

    async def page(
        self, path: str, api_version: str, *, size: int, after: str = "", **options: str
    ) -> Page:
        """A page of a collection, ``size`` long; options such as ``filter`` become ``$filter``."""
        asked = {f"${name}": value for name, value in options.items() if value}
        asked["$top"] = str(size)
        if after:
            asked["$skiptoken"] = after
        reply = await self._caller.call(
            "GET", self._url(path, api_version, asked), audience=self._audience
        )
        document = reply.json()
        return Page(tuple(document["value"]), skip_token(document.get("nextLink")))

    async def every(self, path: str, api_version: str, **options: str) -> list[Mapping[str, Any]]:
        """A whole collection, page by page: for what is never long."""
        found: list[Mapping[str, Any]] = []
        after: str | None = ""
        while after is not None:
            page = await self.page(path, api_version, size=1000, after=after, **options)
            found += page.items
            after = page.after
        return found

    async def put(
        self, resource_id: str, api_version: str, body: Mapping[str, Any], *, etag: str = ""
    ) -> Item:
        """Create or replace; with ``etag`` only what still has it (412 otherwise)."""
        return await self._write("PUT", resource_id, api_version, body, _condition(etag))

    async def create(self, resource_id: str, api_version: str, body: Mapping[str, Any]) -> Item:
        """Create what is not there yet (412 otherwise, whoever was faster)."""
        return await self._write("PUT", resource_id, api_version, body, _NEW)

    async def patch(
        self, resource_id: str, api_version: str, body: Mapping[str, Any], *, etag: str = ""
    ) -> Item:
        """Change a part."""
        return await self._write("PATCH", resource_id, api_version, body, _condition(etag))

    async def post(self, path: str, api_version: str, body: Mapping[str, Any] | None = None) -> Any:
        """An action; the document that it answers with, or ``None``."""
        return (await self.act(path, api_version, body)).document

    async def act(self, path: str, api_version: str, body: Mapping[str, Any] | None = None) -> Item:
        """An action, with the etag of what it answers with: ``config/appsettings/list``."""
        url = self._url(path, api_version, {})
        reply = await self._caller.call("POST", url, body, audience=self._audience)
        return _item(reply)

    async def settled(self, path: str, api_version: str, body: Mapping[str, Any]) -> Any:
        """An action that takes its time: what it ends with. Raises ApiFailure."""
        url = self._url(path, api_version, {})
        reply = await self._caller.call("POST", url, body, audience=self._audience)
        for _ in range(_LOOKS):
            following = reply.header("location")
            if reply.status != 202 or following is None:
                return reply.json()
            await asyncio.sleep(_BETWEEN)
            reply = await self._caller.call("GET", following, audience=self._audience)
        raise ApiFailure(504, "GatewayTimeout", "It takes too long. Try again later.")

    async def delete(self, resource_id: str, api_version: str, *, etag: str = "") -> None:
        """Delete a resource; with ``etag`` only one that still has it (412 otherwise)."""
        url = self._url(resource_id, api_version, {})
        await self._caller.call("DELETE", url, audience=self._audience, headers=_condition(etag))

    async def permissions(self, scope: str) -> Permissions:
        """What the person may do at a scope; nothing, when they may not even ask."""
        path = f"{scope}/providers/Microsoft.Authorization/permissions"
        try:
            return Permissions.read((await self.get(path, PERMISSIONS)).document["value"])
        except ApiFailure as failure:
            if failure.status == 403:
                return Permissions()
            raise

    async def _write(
        self,
        method: str,
        resource_id: str,
        api_version: str,
        body: Mapping[str, Any],
        condition: Fields,
    ) -> Item:
        reply = await self._caller.call(
            method,
            self._url(resource_id, api_version, {}),
            body,
            audience=self._audience,
            headers=condition,
        )
        return _item(reply)

    def _url(self, path: str, api_version: str, options: Mapping[str, str]) -> str:
        query = urlencode({"api-version": api_version, **options}, quote_via=quote)
        return f"{self._base}{quote(path, safe='/')}?{query}"


def _condition(etag: str) -> Fields:
    return (("if-match", f'"{etag}"'),) if etag else ()


def _item(reply: Reply) -> Item:
    return Item(reply.json() or {}, (reply.header("etag") or "").strip('"'))


def literal(text: str) -> str:
    """A text in a ``$filter``."""
    return "'" + text.replace("'", "''") + "'"


def skip_token(link: Any) -> str | None:
    """What a ``nextLink`` asks to go on with."""
    if not isinstance(link, str):
        return None
    query = {name.lower(): values for name, values in parse_qs(urlsplit(link).query).items()}
    return next(iter(query.get("$skiptoken", ())), None)
