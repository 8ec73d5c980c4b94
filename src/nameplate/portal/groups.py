"""Resource groups that are made on the way, as ``az`` leaves it to people to do before."""

from typing import Final

from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit

VERSION: Final = "2021-04-01"


async def ensure_group(visit: Visit, name: str, location: str) -> None:
    """Make a group that is not there; one that is stays as it is, whoever was faster."""
    path = f"{visit.place.subscription}/resourceGroups/{name}"
    if await visit.arm.find(path, VERSION) is not None:
        return
    try:
        await visit.arm.create(path, VERSION, {"location": location})
    except ApiFailure as failure:
        if failure.status != 412:
            raise
