"""``sites/.../operationresults/{guid}``: the end of a swap, which was answered with 202.

A swap is done when its 202 leaves, as everything that is accepted here; the id says when, and of
which site or slot, so that nothing has to be kept for it.
"""

import hashlib
import uuid
from dataclasses import dataclass, replace
from typing import Final

from nameplate.core.cloud import Cloud
from nameplate.providers.site_availability import SITES
from nameplate.resource_manager import operations
from nameplate.resource_manager.presentation import document
from nameplate.resource_manager.provider import Answer, JsonObject, Provider, Target, Turn, View
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ErrorShape, ResourceType

OF_SITES: Final = ResourceType(
    name=f"{SITES}/operationresults",
    api_versions=("2024-11-01", "2023-12-01", "2022-03-01", "2016-08-01"),
    content_type="application/json",
    error_shape=ErrorShape.WEB,
    deletable=False,
)
OF_SLOTS: Final = replace(OF_SITES, name=f"{SITES}/slots/operationresults")
_TIME: Final = 48
_DIGEST: Final = 8


def accepted(site: Resource, cloud: Cloud, api_version: str, *, now: float) -> Answer:
    """The answer to a swap, with where its end is told."""
    name = _id(site.key, int(now * 1000))
    url = f"{cloud.resource_manager}{site.id}/operationresults/{name}?api-version={api_version}"
    headers = (("Location", url), ("Retry-After", operations.RETRY_AFTER))
    return Answer(202, headers=headers, etag=site.etag)


@dataclass(frozen=True, slots=True)
class SiteOperationResults:
    """Of an operation that was: the site or slot."""

    sites: Provider
    type: ResourceType

    async def find(self, target: Target, turn: Turn) -> JsonObject | Answer | None:
        key = target.id.rsplit("/", 2)[0].lower()
        site = await turn.find(key)
        if site is None or not _is_of(target.name, key, turn.now):
            return None
        shown = await document(self.sites, site, View(target.api_version, turn.find, written=True))
        return Answer(200, shown, etag=site.etag)


def _id(key: str, milliseconds: int) -> str:
    """A UUID of version 8 (RFC 9562, 5.8): the time, and a digest of it with the key."""
    digest = hashlib.sha256(f"{key}/{milliseconds}".encode()).digest()[:_DIGEST]
    whole = milliseconds << 80 | int.from_bytes(digest)
    layout = whole & ~(0xF << 76) & ~(0x3 << 62) | 0x8 << 76 | 0x2 << 62
    return str(uuid.UUID(int=layout))


def _is_of(name: str, key: str, now: float) -> bool:
    try:
        given = uuid.UUID(name)
    except ValueError:
        return False
    milliseconds = given.int >> (128 - _TIME)
    return milliseconds <= now * 1000 and str(given) == _id(key, milliseconds)
