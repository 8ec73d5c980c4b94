"""``{scope}/providers/Microsoft.Resources/tags/default``: the tags of what a scope is.

A resource's tags are its own: they change there. Those of the subscription are kept by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.core.errors import BadRequest, NotFound
from nameplate.resource_manager.body import read_tags
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import Answer, JsonObject, Target, Turn
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

_TAGS: Final = ResourceType(
    name="Microsoft.Resources/tags",
    api_versions=("2024-11-01", "2022-09-01", "2021-04-01"),
    level=Level.EXTENSION,
    name_rule=NameRule("(?i:default)", "The tags of a scope are called 'default'."),
)
_OPERATIONS: Final = ("merge", "replace", "delete")


@dataclass(frozen=True, slots=True)
class Tags:
    """Read, replaced, merged and taken away."""

    installation: Installation
    type: ResourceType = _TAGS

    async def find(self, target: Target, turn: Turn) -> JsonObject | None:
        self.type.name_rule.check(target.name)
        return self._document(target, (await self._tagged(target, turn)).tags or {})

    async def apply(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        return await self._changed(target, _given(body), turn)

    async def amend(self, target: Target, body: JsonObject, turn: Turn) -> Answer:
        operation = str(body.get("operation", "")).lower()
        if operation not in _OPERATIONS:
            raise BadRequest(
                "InvalidTagPatchOperation",
                "The operation of a tags patch is one of Merge, Replace and Delete.",
                target="operation",
            )
        given = _given(body)
        held = dict((await self._tagged(target, turn)).tags or {})
        if operation == "delete":
            gone = {name.lower() for name, value in given.items() if held.get(name, value) == value}
            given = {name: value for name, value in held.items() if name.lower() not in gone}
        elif operation == "merge":
            named = {name.lower() for name in given}
            given = {**{k: v for k, v in held.items() if k.lower() not in named}, **given}
        return await self._changed(target, given, turn)

    async def remove(self, target: Target, turn: Turn) -> bool | Answer:
        tagged = await self._tagged(target, turn)
        return Answer(200, changes=(replace(tagged, tags=None),)) if tagged.tags else False

    async def _changed(self, target: Target, tags: Mapping[str, str], turn: Turn) -> Answer:
        self.type.name_rule.check(target.name)
        read_tags({"tags": dict(tags)})
        tagged = await self._tagged(target, turn)
        return Answer(200, self._document(target, tags), changes=(replace(tagged, tags=tags),))

    async def _tagged(self, target: Target, turn: Turn) -> Resource:
        """The resource that the scope is; for the subscription a record of its tags."""
        of_subscription = target.scope.lower() == self.installation.subscription.lower()
        own = f"{self.installation.subscription}/providers/{self.type.name}/default"
        found = await turn.find((own if of_subscription else target.scope).lower())
        if found is not None and (of_subscription or found.location is not None):
            return found
        if of_subscription:
            return Resource(own, self.type.name, "default", None, None, None, None, {})
        if found is None:
            raise NotFound("ResourceNotFound", f"There is nothing to tag at '{target.scope}'.")
        raise BadRequest("TagsNotSupported", f"A resource of type '{found.type}' has no tags.")

    def _document(self, target: Target, tags: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": f"{target.scope}/providers/{self.type.name}/default",
            "name": "default",
            "type": self.type.name,
            "properties": {"tags": dict(tags)},
        }


def _given(body: JsonObject) -> Mapping[str, str]:
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise BadRequest("InvalidRequestContent", "The body wants 'properties' with 'tags'.")
    return read_tags(properties) or {}
