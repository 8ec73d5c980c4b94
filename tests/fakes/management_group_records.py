"""Management groups in dictionaries."""

from collections.abc import Mapping
from typing import Any

from nameplate.authorization.management_groups import (
    ManagementGroup,
    check_place,
    no_such_group,
    not_empty,
)
from nameplate.core.work import UnitOfWork


class FakeManagementGroupRecords:
    """Keeps them by key."""

    def __init__(self) -> None:
        self.groups: dict[str, ManagementGroup] = {}
        self.held: dict[str, str] = {}

    async def every(self) -> tuple[ManagementGroup, ...]:
        return tuple(self.groups[key] for key in sorted(self.groups))

    async def subscriptions(self) -> Mapping[str, str]:
        return dict(self.held)

    def save(self, work: UnitOfWork, group: ManagementGroup, *, root: str) -> None:
        def write(_transaction: Any) -> None:
            check_place(group, self.groups.values(), root=root)
            self.groups[group.key] = group

        work.add(write)

    def delete(self, work: UnitOfWork, key: str) -> None:
        def write(_transaction: Any) -> None:
            children = [each for each in self.groups.values() if each.parent.lower() == key]
            if children or key in self.held.values():
                raise not_empty(key)
            self.groups.pop(key, None)

        work.add(write)

    def put_subscription(self, work: UnitOfWork, subscription_id: str, key: str) -> None:
        def write(_transaction: Any) -> None:
            if not key:
                self.held.pop(subscription_id, None)
                return
            if key not in self.groups:
                raise no_such_group(key)
            self.held[subscription_id] = key

        work.add(write)
