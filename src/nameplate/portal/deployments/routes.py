"""The addresses of the pages of deployments."""

from typing import Final

from nameplate.portal.deployments import deployment, history, starting
from nameplate.portal.routing import Area, PageRoute

_ONE: Final = "/deployments/{scope}/{name}"

DEPLOYMENTS: Final = Area(
    label="Deployments",
    icon="deployment",
    home="deployments",
    routes=(
        PageRoute("deployments", "/deployments", history.show),
        PageRoute("deployments.new", "/deployments/new", starting.show, starting.act),
        PageRoute(
            "deployment.draft", "/deployments/drafts/{draft}/parameters", starting.fill, starting.go
        ),
        PageRoute("deployment", _ONE, deployment.show, deployment.act),
        PageRoute("deployment.events", f"{_ONE}/events", deployment.events),
    ),
)
