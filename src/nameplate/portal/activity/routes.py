"""The addresses of the pages of activity."""

from typing import Final

from nameplate.portal.activity import event, listing, numbers, privilege
from nameplate.portal.routing import Area, PageRoute

ACTIVITY: Final = Area(
    label="Activity",
    icon="activity",
    home="activity",
    routes=(
        PageRoute("activity", "/activity", listing.show),
        PageRoute("activity.events", "/activity/events", listing.events),
        PageRoute("activity.numbers", "/activity/numbers", numbers.show),
        PageRoute("activity.privilege", "/activity/apps/{group}/{name}", privilege.show),
        PageRoute("activity.event", "/activity/{sequence}", event.show),
    ),
)
