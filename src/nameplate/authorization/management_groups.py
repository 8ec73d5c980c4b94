"""Management groups: what stands above the subscription, and how that is kept.

``Microsoft.Management/managementGroups`` (2023-04-01). The root group always is; what is stored of
it is only the name that people gave it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from nameplate.authorization.hierarchy import Hierarchy
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.errors import BadRequest, NotFound
from nameplate.core.work import UnitOfWork

TYPE: Final = "Microsoft.Management/managementGroups"
DEEPEST: Final = 6
"""How many levels Azure allows below the root group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementGroup:
    """A group of groups and subscriptions."""

    name: str
    """As it was first given; compared without regard to case."""
    display_name: str
    parent: str
    """The name of the group that it stands in; empty for the root group."""
    version: int = 1
    created: float = 0.0
    updated: float = 0.0
    updated_by: str = ""

    @property
    def key(self) -> str:
        return self.name.lower()

    @property
    def id(self) -> str:
        """Its ARM id."""
        return f"/providers/{TYPE}/{self.name}"


class ManagementGroupRecords(Protocol):
    """Where they are kept. Preconditions are checked when it is written."""

    async def every(self) -> tuple[ManagementGroup, ...]:
        """All that was stored, by key; the root group only if it was changed."""
        ...

    async def subscriptions(self) -> Mapping[str, str]:
        """The key of the group that a subscription was put into, by the subscription's id."""
        ...

    def save(self, work: UnitOfWork, group: ManagementGroup, *, root: str) -> None:
        """Insert or replace one. Raises what ``check_place`` raises."""
        ...

    def delete(self, work: UnitOfWork, key: str) -> None:
        """Remove one. Raises ``not_empty`` while anything stands in it."""
        ...

    def put_subscription(self, work: UnitOfWork, subscription_id: str, key: str) -> None:
        """Put a subscription into a group, and out of any other; empty: into the root group.

        Raises ``no_such_group`` when the group is gone.
        """
        ...


class ManagementGroups:
    """The tree, from memory when warm."""

    def __init__(
        self, records: ManagementGroupRecords, epoch: ChangeEpoch, *, tenant_id: str
    ) -> None:
        self._records = records
        self._root = tenant_id
        self._groups: EpochCache[str, Mapping[str, ManagementGroup]] = EpochCache(epoch)
        self._trees: EpochCache[str, Hierarchy] = EpochCache(epoch)

    async def hierarchy(self) -> Hierarchy:
        """What stands in what."""
        held = self._trees.get("")
        if held is None:
            seen = self._trees.epoch
            groups = await self._records.every()
            parents = {each.key: each.parent.lower() for each in groups if each.parent}
            held = Hierarchy(parents, await self._records.subscriptions())
            self._trees.put("", held, seen=seen)
        return held

    async def every(self) -> Mapping[str, ManagementGroup]:
        """All of them by key, the root group first."""
        held = self._groups.get("")
        if held is None:
            seen = self._groups.epoch
            stored = {each.key: each for each in await self._records.every()}
            root = stored.pop(self._root.lower(), None) or self._first_root()
            held = {root.key: root, **stored}
            self._groups.put("", held, seen=seen)
        return held

    async def find(self, name: str) -> ManagementGroup | None:
        return (await self.every()).get(name.lower())

    async def holder(self, subscription_id: str) -> ManagementGroup:
        """The group that a subscription stands in."""
        every = await self.every()
        key = (await self.hierarchy()).subscriptions.get(subscription_id.lower(), "")
        return every.get(key) or every[self._root.lower()]

    def save(self, work: UnitOfWork, group: ManagementGroup) -> None:
        """Create one, rename or move it."""
        self._records.save(work, group, root=self._root.lower())

    def delete(self, work: UnitOfWork, group: ManagementGroup) -> None:
        """Delete one that is empty."""
        if not group.parent:
            raise BadRequest("BadRequest", "The root management group cannot be deleted.")
        self._records.delete(work, group.key)

    def put_subscription(
        self, work: UnitOfWork, subscription_id: str, group: ManagementGroup | None
    ) -> None:
        """Put a subscription into a group; ``None``: back into the root group."""
        key = group.key if group is not None and group.parent else ""
        self._records.put_subscription(work, subscription_id.lower(), key)

    def _first_root(self) -> ManagementGroup:
        return ManagementGroup(name=self._root, display_name="Tenant Root Group", parent="")


def check_place(group: ManagementGroup, others: Iterable[ManagementGroup], *, root: str) -> None:
    """Raise when a group cannot stand where it wants to: its parent is gone, below it, too deep."""
    if not group.parent:
        return
    parents = {each.key: each.parent.lower() for each in others if each.parent}
    parents[group.key] = group.parent.lower()
    for name in parents:
        depth, at = 0, name
        while at != root:
            depth += 1
            if at not in parents:
                raise no_such_group(at)
            if depth > len(parents):
                raise BadRequest(
                    "BadRequest",
                    f"The management group '{group.name}' cannot be moved below itself.",
                )
            at = parents[at]
        if depth > DEEPEST:
            raise BadRequest(
                "BadRequest",
                f"The management group '{group.name}' would be at a depth of {depth}; the tree "
                f"has at most {DEEPEST} levels below the root group.",
            )


def no_such_group(name: str) -> NotFound:
    return NotFound("NotFound", f"The management group '{name[:300]}' cannot be found.")


def not_empty(name: str) -> BadRequest:
    return BadRequest(
        "BadRequest",
        f"The management group '{name}' cannot be deleted: it has child management groups or "
        "subscriptions. Move them first.",
    )
