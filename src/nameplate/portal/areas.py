"""The areas of the portal, in the order of the navigation."""

from nameplate.portal.activity.routes import ACTIVITY
from nameplate.portal.apps.routes import APPS
from nameplate.portal.deployments.routes import DEPLOYMENTS
from nameplate.portal.keys.routes import KEYS
from nameplate.portal.routing import Area
from nameplate.portal.vaults.routes import VAULTS

AREAS: tuple[Area, ...] = (
    APPS,
    VAULTS,
    ACTIVITY,
    DEPLOYMENTS,
    KEYS,
)
