"""The list of apps."""

from functools import partial

from starlette.responses import Response

from nameplate.portal.apps.app import SITES, VERSION, app_path, read_app
from nameplate.portal.searched import searched
from nameplate.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Every app that the person may see."""
    found = await searched(visit, SITES, VERSION, "apps")
    return visit.page(
        "apps/list.html",
        found=found,
        apps=[read_app(each, visit.place) for each in found.items],
        app_path=partial(app_path, visit),
        may_create=(await visit.permissions()).may(f"{SITES}/write"),
    )
