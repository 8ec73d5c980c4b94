"""``Microsoft.Resources/resourceGroups``: what holds resources, and takes them along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nameplate.core.errors import Conflict
from nameplate.providers.resource_filter import group_filter
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.provider import (
    Action,
    Answer,
    Desired,
    JsonObject,
    Settled,
    Target,
    Turn,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import Level, NameRule, ResourceType

_NAME: Final = NameRule(
    r"[-\w.()]{0,89}[-\w()]",
    "A resource group's name has 1 to 90 letters, digits, '-', '.', '(', ')' or '_', and does not "
    "end with '.'.",
)

_RESOURCE_GROUPS: Final = ResourceType(
    name="Microsoft.Resources/resourceGroups",
    action_stem="Microsoft.Resources/subscriptions/resourceGroups",
    api_versions=("2024-11-01", "2021-04-01", "2019-10-01"),
    level=Level.SUBSCRIPTION,
    tracked=True,
    name_rule=_NAME,
    order=("id", "name", "type", "location", "managedBy", "tags", "properties"),
    long_delete=True,
    type_since="2019-05-01",
)


@dataclass(frozen=True, slots=True)
class ResourceGroups:
    """A group is only its envelope; the pipeline deletes what is in it, each by its provider."""

    desk: Desk
    type: ResourceType = _RESOURCE_GROUPS
    actions: Sequence[Action] = (
        Action("exportTemplate"),
        Action("moveResources"),
        Action("validateMoveResources"),
    )

    async def put(
        self,
        desired: Desired,
        current: Resource | None,
        turn: Turn,
    ) -> Settled:
        return Settled(kind=desired.kind, properties={"provisioningState": "Succeeded"})

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Nothing of its own to undo."""

    def filter(self, text: str) -> Callable[[Resource], bool]:
        return group_filter(text)

    async def act(self, action: str, target: Target, body: JsonObject, turn: Turn) -> Answer:
        """A template is made of what is there; moving is refused.

        Permissions, identities and vaults are kept by ids that would change.
        """
        if action == "exportTemplate":
            return Answer(200, await self.desk.export.template(target.id, body, turn))
        raise Conflict(
            "ResourceMoveNotSupported",
            f"Resources of the group '{target.name}' cannot be moved here: their ids would "
            "change, and with them what identities and permissions are kept under. Create them "
            "anew in the other group.",
        )
