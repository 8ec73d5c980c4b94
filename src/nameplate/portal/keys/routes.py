"""The address of the page of keys."""

from typing import Final

from nameplate.portal.keys import ring
from nameplate.portal.routing import Area, PageRoute

KEYS: Final = Area(
    label="Keys",
    icon="key",
    home="keys",
    routes=(PageRoute("keys", "/keys", ring.show, ring.act),),
    for_operators=True,
)
