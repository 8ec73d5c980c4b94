"""A site and its slots: who they are, and which deployment id a new slot gets.

A deployment id names the content of a slot and moves with it in swaps, as recorded: ``web1`` for
the site's first, ``web1__4caa`` for that of a slot.
"""

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import Final

from nameplate.providers.resources import ListedResources
from nameplate.providers.site_names import SiteName, site_name
from nameplate.resource_manager.provider import Find
from nameplate.resource_manager.records import Resource, Selection

PRODUCTION: Final = "production"
_SLOTS: Final = "Microsoft.Web/sites/slots"
_DIGITS: Final = 4


def slot_of(site: Resource) -> str:
    """What clients call it: a slot's name, or ``production``."""
    return site_name(site.id).slot or PRODUCTION


def site_key(key: str) -> str:
    """The key of the site that a site or slot belongs to."""
    return key.partition("/slots/")[0]


def member_key(key: str, slot: str) -> str:
    """The key of a slot of the same site, or of the site itself."""
    site = site_key(key)
    return site if slot.lower() == PRODUCTION else f"{site}/slots/{slot.lower()}"


def deployment_id(site: Resource) -> str:
    """Whose content a site or slot has."""
    return str(site.properties.get("deploymentId") or site_name(site.id).label).lower()


@dataclass(frozen=True, slots=True)
class SlotFamilies:
    """Reads sites with their slots."""

    records: ListedResources

    async def members(self, key: str, find: Find) -> list[Resource]:
        """The site of a site or slot, and every slot of it."""
        site = await find(site_key(key))
        slots = await self.records.list(Selection(site_key(key), type=_SLOTS))
        return [*([site] if site else ()), *slots]

    async def fresh_id(self, key: str, called: SiteName, find: Find) -> str:
        """The deployment id of a new slot: none of its family has it, nor gets another's files.

        It follows from the slot's name, so that what is foreseen is what comes.
        """
        taken = {deployment_id(each) for each in await self.members(key, find)}
        for attempt in count():
            digest = hashlib.sha256(f"{key}/{attempt}".encode()).hexdigest()[:_DIGITS]
            found = f"{called.site}__{digest}"
            if found.lower() not in taken:
                return found
        raise AssertionError  # ``count`` does not end
