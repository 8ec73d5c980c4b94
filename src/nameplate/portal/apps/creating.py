"""Creating a web app or a function app."""

from typing import Final

from starlette.responses import Response

from nameplate.portal.apps.app import BETWEEN, VERSION, app_id
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.groups import ensure_group
from nameplate.portal.visit import Visit

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
        site = _site(visit, group, name)
        await ensure_group(visit, group, location)
        body = {"location": location, "kind": kind, "properties": {}}
        await visit.arm.create(site, VERSION, body)
    except NoSuchPage:
        problem = "Names have no slashes, question marks, hashes, percent signs or tildes."
    except ApiFailure as failure:
        if failure.status in {401, 403} or failure.status >= 500:
            raise
        taken = f"There is an app {name} here already."
        problem = taken if failure.status == 412 else failure.message
    else:
        visit.flash(f"{name} was created.")
        return visit.redirect("app", group=group, name=name)
    return _page(visit, 422, kind=kind, name=name, group=group, location=location, problem=problem)


def _site(visit: Visit, group: str, name: str) -> str:
    """Its ARM id. Raises NoSuchPage for what can be no name: a slot's has another page."""
    if BETWEEN in name:
        raise NoSuchPage
    return app_id(visit.place, group, name)


def _page(visit: Visit, status: int = 200, /, *, problem: str = "", **context: str) -> Response:
    return visit.page("apps/create.html", status, problem=problem, **context)
