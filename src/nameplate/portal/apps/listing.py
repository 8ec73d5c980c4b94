"""The list of apps: a page of them at a time, found by a part of the name in the database."""

from functools import partial
from typing import Final

from starlette.responses import Response

from nameplate.portal.apps.app import SITES, VERSION, app_path, read_app
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import GENERIC, Page, literal

SIZE: Final = 25


async def show(visit: Visit) -> Response:
    """Every app that the person may see."""
    search, after = visit.query.get("search", "").strip()[:60], visit.query.get("after", "")
    page = await (_found(visit, search, after) if search else _all(visit, after))
    apps = [read_app(each, visit.place) for each in page.items]
    asked = {"search": search}
    return visit.page(
        "apps/list.html",
        apps=apps,
        search=search,
        after=after,
        app_path=partial(app_path, visit),
        may_create=(await visit.permissions()).may(f"{SITES}/write"),
        first=visit.path("apps", asked) if after else "",
        next=visit.path("apps", {**asked, "after": page.after}) if page.after else "",
    )


async def _all(visit: Visit, after: str) -> Page:
    path = f"{visit.place.subscription}/providers/{SITES}"
    return await visit.arm.page(path, VERSION, size=SIZE, after=after)


async def _found(visit: Visit, search: str, after: str) -> Page:
    """By ARM's list of all resources, which takes a filter; then each app by itself."""
    wanted = f"resourceType eq {literal(SITES)} and substringof({literal(search)}, name)"
    path = f"{visit.place.subscription}/resources"
    page = await visit.arm.page(path, GENERIC, size=SIZE, after=after, filter=wanted)
    found = [await visit.arm.find(str(each["id"]), VERSION) for each in page.items]
    return Page(tuple(each.document for each in found if each is not None), page.after)
