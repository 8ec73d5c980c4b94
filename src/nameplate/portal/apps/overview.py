"""An app at a glance: start it, stop it, restart it."""

from typing import Final

from starlette.responses import Response

from nameplate.portal.apps.app import VERSION, app_page, fetch_app
from nameplate.portal.apps.commands import deploy_command, run_command
from nameplate.portal.apps.instance import instance_of
from nameplate.portal.failures import NoSuchPage
from nameplate.portal.visit import Visit

_SAID: Final = {
    "start": "{} starts.",
    "stop": "{} stops. Its address answers 403 until it is started.",
    "restart": "{} restarts: new processes find its identity and settings as they are now.",
}


async def show(visit: Visit) -> Response:
    """Its state, its address, its identity, and how something is put in it."""
    app, _ = await fetch_app(visit)
    permissions = await visit.permissions(app.id)
    return app_page(
        visit,
        app,
        "overview.html",
        "Overview",
        deploy=deploy_command(app, visit.place.default_group),
        run=run_command(app, visit.place.default_group),
        may={each for each in _SAID if permissions.may(app.action(f"{each}/action"))},
        may_delete=permissions.may(app.action("delete")),
        instance=await instance_of(visit, app),
    )


async def act(visit: Visit) -> Response:
    """One of the three."""
    app, _ = await fetch_app(visit)
    wanted = visit.form.text("action")
    if wanted not in _SAID:
        raise NoSuchPage
    await visit.arm.post(f"{app.id}/{wanted}", VERSION)
    visit.flash(_SAID[wanted].format(app.label))
    return visit.again()


async def features(visit: Visit) -> Response:
    """*Platform features* of a function app."""
    app, _ = await fetch_app(visit)
    return app_page(visit, app, "features.html", "Platform features")
