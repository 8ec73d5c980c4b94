"""Resources of one type, a page of them at a time, found by a part of the name in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import GENERIC, Page, literal

SIZE: Final = 25
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Searched:
    """A page, what it was asked for by, and the addresses of others; empty: there is none."""

    items: tuple[Mapping[str, Any], ...]
    search: str
    after: str
    first: str
    next: str


async def searched(visit: Visit, kind: str, version: str, route: str) -> Searched:
    """What the address of a list's page asks for: ``?search=&after=``."""
    search = visit.query.get("search", "").strip()[:_LONGEST]
    after = visit.query.get("after", "")
    if search:
        page = await _found(visit, kind, version, search=search, after=after)
    else:
        path = f"{visit.place.subscription}/providers/{kind}"
        page = await visit.arm.page(path, version, size=SIZE, after=after)
    asked = {"search": search}
    return Searched(
        page.items,
        search,
        after,
        visit.path(route, asked) if after else "",
        visit.path(route, {**asked, "after": page.after}) if page.after else "",
    )


def named_like(kind: str, part: str) -> str:
    """A ``$filter`` for the resources of a type that have a text in their names."""
    return f"resourceType eq {literal(kind)} and substringof({literal(part)}, name)"


async def _found(visit: Visit, kind: str, version: str, *, search: str, after: str) -> Page:
    """By ARM's list of all resources, which takes a filter; then each by itself."""
    path, wanted = f"{visit.place.subscription}/resources", named_like(kind, search)
    page = await visit.arm.page(path, GENERIC, size=SIZE, after=after, filter=wanted)
    found = [await visit.arm.find(str(each["id"]), version) for each in page.items]
    return Page(tuple(each.document for each in found if each is not None), page.after)
