"""Creating a web app or a function app."""

from typing import Final

from starlette.responses import Response

from nameplate.portal.apps.app import VERSION, app_id
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.visit import Visit

_GROUPS: Final = "2021-04-01"
_KINDS: Final = ("app", "functionapp")


async def show(visit: Visit) -> Response:
    """The form."""
    kind = visit.query.get("kind", "app")
    return _page(
        visit,
        kind=kind if kind in _KINDS else "app",
        name="",
        group=visit.place.default_group,
        location=visit.place.default_location,
    )


async def act(visit: Visit) -> Response:
    """Create what was asked for, unless there is one of that name."""
    form = visit.form
    kind = "functionapp" if form.text("kind") == "functionapp" else "app"
    name, group = form.text("name"), form.text("group")
    location = form.text("location") or visit.place.default_location
    try:
        site = app_id(visit.place, group, name)
        await _require_new(visit, site, name)
        await _ensure_group(visit, group, location)
        await visit.arm.put(site, VERSION, {"location": location, "kind": kind, "properties": {}})
    except NoSuchPage:
        problem = "Names have no slashes, question marks, hashes, percent signs or tildes."
    except ApiFailure as failure:
        if failure.status in {401, 403} or failure.status >= 500:
            raise
        problem = failure.message
    else:
        visit.flash(f"{name} was created.")
        return visit.redirect("app", group=group, name=name)
    return _page(visit, 422, kind=kind, name=name, group=group, location=location, problem=problem)


async def _require_new(visit: Visit, site: str, name: str) -> None:
    if await visit.arm.find(site, VERSION) is not None:
        raise ApiFailure(409, "Conflict", f"There is an app {name} here already.")


async def _ensure_group(visit: Visit, group: str, location: str) -> None:
    scope = f"{visit.place.subscription}/resourceGroups/{group}"
    if await visit.arm.find(scope, _GROUPS) is None:
        await visit.arm.put(scope, _GROUPS, {"location": location})


def _page(visit: Visit, status: int = 200, /, *, problem: str = "", **context: str) -> Response:
    return visit.page("apps/create.html", status, problem=problem, **context)
