"""``/subscriptions/S/tagNames``: which tags are in use, and how often."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.providers.resources import ListedResources
from nameplate.resource_manager.provider import JsonObject, Target, Turn
from nameplate.resource_manager.records import Selection
from nameplate.resource_manager.resource_type import Level, ResourceType

_PAGE: Final = 1000
_TAG_NAMES: Final = ResourceType(
    name="Microsoft.Resources/tagNames",
    action_stem="Microsoft.Resources/subscriptions/tagNames",
    api_versions=("2024-11-01", "2021-04-01", "2019-10-01"),
    level=Level.SUBSCRIPTION,
)


@dataclass(frozen=True, slots=True)
class TagNames:
    """Counted over every resource and group; names without regard to case."""

    records: ListedResources
    type: ResourceType = _TAG_NAMES

    async def every(self, target: Target, turn: Turn) -> Sequence[JsonObject]:
        counts: Counter[tuple[str, str]] = Counter()
        spelled: dict[str, str] = {}
        after = ""
        while True:
            page = await self.records.list(Selection(target.id.lower(), after=after, limit=_PAGE))
            for resource in page:
                for name, value in (resource.tags or {}).items():
                    counts[spelled.setdefault(name.lower(), name), value] += 1
            if len(page) < _PAGE:
                break
            after = page[-1].key
        base = f"{target.id}/tagNames"
        return [_document(base, name, counts) for name in spelled.values()]


def _document(base: str, name: str, counts: Counter[tuple[str, str]]) -> dict[str, Any]:
    own = f"{base}/{name}"
    values = {value: count for (of, value), count in counts.items() if of == name}
    return {
        "id": own,
        "tagName": name,
        "count": _count(sum(values.values())),
        "values": [
            {"id": f"{own}/tagValues/{value}", "tagValue": value, "count": _count(count)}
            for value, count in values.items()
        ],
    }


def _count(number: int) -> dict[str, Any]:
    return {"type": "Total", "value": number}
