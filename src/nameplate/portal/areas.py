"""The areas of the portal, in the order of the navigation."""

from nameplate.portal.apps.routes import APPS
from nameplate.portal.routing import Area

AREAS: tuple[Area, ...] = (APPS,)
