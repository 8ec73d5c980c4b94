"""What stands for itself in a group: what complete mode deletes, and what-if says so of.

Those are types with a location, as in Azure's own list of what complete mode deletes: settings,
secrets and role assignments go with what they belong to, deployments never.
"""

from collections.abc import Collection, Iterator

from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.provider import Stores
from nameplate.resource_manager.reads import PAGE
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.resource_type import ResourceType


async def standing_beside(
    phases: Phases, group: str, deployed: Collection[str]
) -> list[tuple[Resource, ResourceType]]:
    """What is in a group and was not deployed (keys), without what is in such a thing itself."""
    found: dict[str, tuple[Resource, ResourceType]] = {}
    after = ""
    while True:
        page = await phases.records.list(Selection(group.lower(), after=after, limit=PAGE))
        for each in page:
            provider = phases.catalogue.of_stored(each.type)
            if isinstance(provider, Stores) and provider.type.tracked and each.key not in deployed:
                found[each.key] = each, provider.type
        if len(page) < PAGE:
            break
        after = page[-1].key
    return [pair for key, pair in found.items() if not any(map(found.get, _around(key)))]


def _around(key: str) -> Iterator[str]:
    """The keys of all that something is in."""
    above = key.rpartition("/")[0]
    while above:
        yield above
        above = above.rpartition("/")[0]
