"""GET and HEAD: one resource, or a page of a collection."""

import base64
import binascii
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from nameplate.core.errors import BadRequest
from nameplate.resource_manager import refusals
from nameplate.resource_manager.call import Call
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.presentation import document
from nameplate.resource_manager.provider import (
    Answer,
    Filters,
    Finds,
    JsonObject,
    Lists,
    Provider,
    Stores,
    Target,
    View,
    Walks,
)
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.resource_type import JSON
from nameplate.resource_manager.scopes import Scopes
from nameplate.resource_manager.visibility import Visibility

PAGE: Final = 1000


class Reads:
    """The reading phases. Who reads one resource was authorised before; lists are, here."""

    def __init__(self, phases: Phases, scopes: Scopes) -> None:
        self._phases = phases
        self._scopes = scopes
        self._visibility = Visibility(phases.guard)

    async def get(self, call: Call, provider: Provider) -> Answer:
        """One resource. Raises NotFound."""
        target = await self._scopes.item(call, provider, verb="read")
        if isinstance(provider, Stores):
            resource = await self._phases.records.find(target.id.lower())
            if resource is None:
                raise missing(call, target)
            view = View(call.api_version, self._find)
            body = await document(provider, resource, view)
            return Answer(200, body, etag=resource.etag)
        if not isinstance(provider, Finds):
            raise refusals.method_not_allowed(call.method, call.address.text, ())
        found = await provider.find(target, self._phases.turn(call))
        if found is None:
            raise missing(call, target)
        return found if isinstance(found, Answer) else Answer(200, found)

    async def list(self, call: Call, provider: Provider) -> Answer:
        """A page, with a link to the next one where there is more."""
        whole = await self._visibility.whole(call, provider.type)
        target = await self._scopes.container(call, provider)
        size, after = page_size(call), _after(call)
        if isinstance(provider, Walks):
            walk = provider.walk(target, self._phases.turn(call), after)
            found = await self._walked(call, provider, walk, size, whole=whole)
            return _page(call, provider, found[:size], more=len(found) > size)
        if isinstance(provider, Lists):
            every = await provider.every(target, self._phases.turn(call))
            visible = every if whole else await self._visible(call, provider, every)
            rest = _after_last(provider, visible, after)
            return _page(call, provider, rest[:size], more=len(rest) > size)
        if not isinstance(provider, Stores):
            raise refusals.method_not_allowed(call.method, call.address.text, ())
        wanted = Selection(target.id.lower(), type=provider.type.name, after=after, limit=size + 1)
        rows = await self._rows(call, provider, wanted, whole=whole)
        view = View(call.api_version, self._find, listed=True)
        items = [await document(provider, row, view) for row in rows[:size]]
        return _page(call, provider, items, more=len(rows) > size)

    async def _walked(
        self,
        call: Call,
        provider: Provider,
        items: AsyncGenerator[JsonObject, None],
        size: int,
        *,
        whole: bool,
    ) -> Sequence[JsonObject]:
        """The items of a page that its caller may read, and the first of the next one."""
        found: list[JsonObject] = []
        async with aclosing(items):
            async for each in items:
                if whole or await self._visible(call, provider, (each,)):
                    found.append(each)
                if len(found) > size:
                    break
        return found

    async def _rows(
        self, call: Call, provider: Stores, wanted: Selection, *, whole: bool
    ) -> Sequence[Resource]:
        """So many stored resources, of those that ``$filter`` and the caller's roles show."""
        text = call.options.get("$filter", "") if isinstance(provider, Filters) else ""
        fits = provider.filter(text) if isinstance(provider, Filters) and text else None
        found: list[Resource] = []
        while True:
            rows = await self._phases.records.list(wanted)
            for row in rows:
                if fits is None or fits(row):
                    item = (row.id, row.type)
                    if whole or await self._visibility.shows(call, provider.type, item):
                        found.append(row)
            if len(rows) < wanted.limit or len(found) >= wanted.limit:
                return found[: wanted.limit]
            wanted = replace(wanted, after=rows[-1].key)

    async def _visible(
        self, call: Call, provider: Provider, every: Sequence[JsonObject]
    ) -> Sequence[JsonObject]:
        """Of a list, that which its caller may read."""
        shows, kind = self._visibility.shows, provider.type
        return [
            each
            for each in every
            if await shows(call, kind, (str(each["id"]), str(each.get("type", kind.name))))
        ]

    @property
    def _find(self) -> Any:
        return self._phases.records.find


def missing(call: Call, target: Target) -> Exception:
    """Not found, in ARM's words for a group, a resource or what has no group."""
    if target.type.key == "microsoft.resources/resourcegroups":
        return refusals.group_not_found(call.address.name)
    return refusals.resource_not_found(
        target.type.missing_as or target.type.name, call.address.names, call.address.resource_group
    )


def page_size(call: Call) -> int:
    """``$top``, at most a page."""
    given = call.options.get("$top")
    if given is None:
        return PAGE
    if not given.isascii() or not given.isdigit() or not int(given[:9]) > 0:
        raise BadRequest(
            "InvalidQueryParameterValue",
            f"The value '{given[:100]}' of the query parameter '$top' is invalid: it is a number "
            "greater than zero.",
            target="$top",
            headers=(refusals.GATEWAY,),
        )
    return min(int(given[:9]), PAGE)


def _after_last(provider: Provider, every: Sequence[JsonObject], after: str) -> list[JsonObject]:
    """What follows the page before, in the order that the type has."""
    if not provider.type.ordered:
        return [each for each in sorted(every, key=_key) if _key(each) > after]
    keys = [_key(each) for each in every]
    return list(every[keys.index(after) + 1 :] if after and after in keys else every)


def _page(call: Call, provider: Provider, items: Sequence[JsonObject], *, more: bool) -> Answer:
    if not items and provider.type.tracked and len(provider.type.types) == 1:
        # An empty list of a top-level type is the gateway's answer: it asks no provider.
        return Answer(200, {"value": []}, content_type=JSON)
    body: dict[str, Any] = {"value": list(items), **provider.type.list_tail}
    if more:
        body["nextLink"] = _next_link(call, _key(items[-1]))
    return Answer(200, body)


def _key(item: JsonObject) -> str:
    return str(item.get("id") or item.get("name") or "").lower()


def _next_link(call: Call, last: str) -> str:
    token = base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")
    kept = [(name, value) for name, value in call.options.items() if name != "$skiptoken"]
    pairs = [("api-version", call.api_version), *kept, ("$skiptoken", token)]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return f"{call.url}?{query}"


def _after(call: Call) -> str:
    token = call.options.get("$skiptoken", "")
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, ValueError):
        raise BadRequest(
            "InvalidSkipToken",
            "The value of the query parameter '$skiptoken' is not one that a nextLink had.",
            target="$skiptoken",
            headers=(refusals.GATEWAY,),
        ) from None
