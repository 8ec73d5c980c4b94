"""What the pages of one app have in common."""

from functools import partial
from typing import Any

from starlette.responses import Response

from nameplate.portal.apps.app import App, app_path
from nameplate.portal.visit import Visit


def app_page(
    visit: Visit, app: App, template: str, heading: str, /, status: int = 200, **context: Any
) -> Response:
    """A page with the app's own menu beside it."""
    return visit.page(
        f"apps/{template}",
        status,
        app=app,
        heading=heading,
        app_path=partial(app_path, visit),
        **context,
    )
