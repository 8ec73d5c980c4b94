"""What the types below sites and slots share whose answers come from what runs here."""

from typing import Final

from nameplate.core.errors import NotFound
from nameplate.resource_manager.provider import Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, ResourceType

SITES: Final = ("Microsoft.Web/sites", "Microsoft.Web/sites/slots")
LAST_PAGE: Final = {"nextLink": None, "id": None}
"""What a list of such a type ends with."""


def child_type(name: str) -> ResourceType:
    """A type by its whole name."""
    return ResourceType(
        name=name,
        api_versions=("2024-11-01", "2023-12-01", "2022-03-01"),
        content_type="application/json",
        error_shape=ErrorShape.WEB,
    )


async def site_of(target: Target, turn: Turn) -> Resource:
    """The site or slot that a target is below. Raises NotFound."""
    names = 2 if "/slots/" in f"{target.type.key}/" else 1
    segments = target.id.split("/")
    first = [each.lower() for each in segments].index("sites")
    site = await turn.find("/".join(segments[: first + 2 * names]).lower())
    if site is None:
        raise NotFound("NotFound", f"Cannot find Site with name {target.names[0][:300]}.")
    return site
