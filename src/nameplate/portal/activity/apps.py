"""From the id of an app to its pages."""

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.portal.apps.app import BETWEEN
from nameplate.portal.visit import Visit

_SITES = ("microsoft.web/sites", "microsoft.web/sites/slots")


def app_page_of(visit: Visit, resource_id: str) -> str:
    """The address of what an app was granted and used; empty for what is no app."""
    try:
        found = ResourceId.parse(resource_id)
    except BadRequest:
        return ""
    if found.type.lower() not in _SITES or not found.resource_group:
        return ""
    name = BETWEEN.join(found.names)
    return visit.path("activity.privilege", group=found.resource_group, name=name)
