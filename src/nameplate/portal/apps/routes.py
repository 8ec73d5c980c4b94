"""The addresses of the pages of apps."""

from typing import Final

from nameplate.portal.apps import (
    configuration,
    creating,
    deleting,
    identity,
    listing,
    logs,
    overview,
    slots,
)
from nameplate.portal.routing import Area, PageRoute

_APP: Final = "/apps/{group}/{name}"

APPS: Final = Area(
    label="Apps",
    icon="apps",
    home="apps",
    routes=(
        PageRoute("apps", "/apps", listing.show),
        PageRoute("apps.create", "/apps/create", creating.show, creating.act),
        PageRoute("app", _APP, overview.show, overview.act),
        PageRoute("app.features", f"{_APP}/features", overview.features),
        PageRoute("app.identity", f"{_APP}/identity", identity.show, identity.act),
        PageRoute(
            "app.configuration", f"{_APP}/configuration", configuration.show, configuration.act
        ),
        PageRoute("app.slots", f"{_APP}/slots", slots.show, slots.act),
        PageRoute("app.delete", f"{_APP}/delete", deleting.show, deleting.act),
        PageRoute("app.logs", f"{_APP}/logs", logs.show),
        PageRoute("app.logs.events", f"{_APP}/logs/events", logs.events),
        PageRoute("app.logs.text", f"{_APP}/logs/text", logs.text),
    ),
)
